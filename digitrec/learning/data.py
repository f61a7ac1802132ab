"""MNIST as it ships, and its fixed division into training, validation and test images."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError

MNIST_FILE = Path(__file__).parent.parent / "datasets" / "mnist.npz"
VALIDATION_COUNT = 5_000  # of the 60,000 training images
SPLIT_SEED = 1998  # the split is the same for every training, whatever its own seed

Labels = NDArray[np.int64]  # (N,)


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Digits as ink, with their labels.

    Args:
        inks: (N, H, W) uint8, 0 = paper, 255 = ink.
        labels: (N,) int64, 0 to 9.
    """

    inks: NDArray[np.uint8]
    labels: Labels

    def __post_init__(self) -> None:
        if self.inks.ndim != 3 or self.inks.dtype != np.uint8 or len(self.inks) != len(self.labels):
            raise ValueError(
                f"Images are (N, H, W) uint8 with N labels, got {self.inks.dtype} {self.inks.shape} "
                f"and {len(self.labels)} labels."
            )

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index: NDArray[np.int64]) -> Images:
        """The images with these numbers."""
        return Images(self.inks[index], self.labels[index])


@dataclass(frozen=True, slots=True, eq=False)
class Mnist:
    """MNIST: 55,000 images to train on, 5,000 to choose by, 10,000 to be looked at once, at the end."""

    training: Images
    validation: Images
    test: Images


def load_mnist(path: Path = MNIST_FILE) -> Mnist:
    """Reads MNIST in Keras' layout and divides its training images.

    Args:
        path: an `.npz` with x_train, y_train, x_test and y_test.

    Returns:
        The three parts.

    Raises:
        DataError: the file is missing or is not MNIST.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            learn = Images(arrays["x_train"], arrays["y_train"].astype(np.int64))
            test = Images(arrays["x_test"], arrays["y_test"].astype(np.int64))
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(
            f"MNIST cannot be read from {path} ({type(error).__name__}: {error}). "
            "Install digitrec again, or name an .npz with x_train, y_train, x_test, y_test by --data."
        ) from None
    training, validation = split(learn.labels)
    return Mnist(learn.take(training), learn.take(validation), test)


def split(labels: Labels, count: int = VALIDATION_COUNT, seed: int = SPLIT_SEED) -> tuple[Labels, Labels]:
    """Sets aside validation images, as many of each class as its share asks for.

    Args:
        labels: (N,) int64.
        count: validation images wanted; at most a third of all are taken.
        seed: of the drawing.

    Returns:
        The numbers of the training images and of the validation images, both ascending.
    """
    count = min(count, len(labels) // 3)
    rng = np.random.default_rng(seed)
    classes, sizes = np.unique(labels, return_counts=True)
    exact = count * sizes / len(labels)
    shares = np.floor(exact).astype(int)
    shares[np.argsort(shares - exact)[: count - shares.sum()]] += 1
    drawn = [
        rng.choice(np.flatnonzero(labels == label), share, replace=False)
        for label, share in zip(classes, shares, strict=True)
    ]
    validation = np.sort(np.concatenate(drawn))
    return np.setdiff1d(np.arange(len(labels)), validation), validation
