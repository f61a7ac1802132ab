"""A small MNIST for tests: real images, few of them."""

from pathlib import Path

import numpy as np
import pytest

from digitrec.learning.data.dataset import MNIST_FILE, Images


@pytest.fixture(scope="session")
def digits() -> Images:
    with np.load(MNIST_FILE) as arrays:
        return Images(arrays["x_train"][:300], arrays["y_train"][:300].astype(np.int64))


@pytest.fixture(scope="session")
def small_mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "small.npz"
    with np.load(MNIST_FILE) as arrays:
        np.savez(
            path,
            x_train=arrays["x_train"][:90],
            y_train=arrays["y_train"][:90],
            x_test=arrays["x_test"][:30],
            y_test=arrays["y_test"][:30],
        )
    return path
