from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitrec.models.files import digest_of
from digitrec.models.record import ModelRecord
from digitrec.page.normalise import NORMALISATION

PLAIN_CONFIG = {"module": "keras", "class_name": "Sequential", "config": {"name": "plain", "layers": []}}


@pytest.fixture
def put_archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes a .keras file that holds no weights worth the name: enough for everything short of loading."""

    def put(name: str, config: Any = PLAIN_CONFIG, weights: bytes = b"", **extra: bytes) -> Path:
        path = tmp_path / f"{name}.keras"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
            archive.writestr("model.weights.h5", weights)
            archive.writestr("name", name)
            for member, content in extra.items():
                archive.writestr(member, content)
        return path

    return put


@pytest.fixture
def put_record() -> Callable[..., Path]:
    """Writes the record of a .keras file."""

    def put(path: Path, **changes: Any) -> Path:
        values = {"validation_accuracy": 0.99, "normalisation": NORMALISATION, "digest": digest_of(path)}
        record = ModelRecord(name=path.stem, architecture="plain", **({"classes": 11} | values | changes))
        path.with_suffix(".json").write_text(record.to_json(), encoding="utf-8")
        return path

    return put


@pytest.fixture(scope="session")
def tiny_model() -> Any:
    """A network with batch normalisation and dropout, small enough to be made in a moment."""
    from digitrec.models.quiet import quiet_keras

    keras = quiet_keras()
    keras.utils.set_random_seed(7)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, strides=2, use_bias=False),
            layers.BatchNormalization(momentum=0.5),
            layers.Activation("relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(11, activation="softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy")
    return model
