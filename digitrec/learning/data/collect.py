"""Loads data sets and puts them together: MNIST, `.npz` files, IDX folders, folders of images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.errors import DataError
from digitrec.learning.data.arrays import has_idx, read_idx_folder, read_npz
from digitrec.learning.data.class_folders import has_class_folders, read_class_folders
from digitrec.learning.data.dataset import (
    DIGITS,
    MNIST_FILE,
    VALIDATION_COUNT,
    Dataset,
    Images,
    Skipped,
    joined,
    no_images,
    split,
)
from digitrec.learning.data.strokes import StrokeLibrary

MNIST = "mnist"  # names the one that ships
LEAST_SHARE = 0.1  # of the training images: a smaller set is repeated, or it would not be noticed
MOST_REPEATS = 20
LEAST_VALIDATION = 20  # images, if there are three times as many
USUAL_SHARE = 0.1  # of a set that is smaller than MNIST: what validates


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    name: str
    learn: Images
    test: Images
    skipped: Sequence[Skipped] = ()


def load_mnist(path: Path = MNIST_FILE) -> Dataset:
    """Reads MNIST, or what has its layout, and divides its training images.

    Args:
        path: an `.npz` with x_train, y_train, x_test and y_test.

    Raises:
        DataError: the file is missing or is not MNIST.
    """
    return load_data([str(path)])


def load_data(sources: Sequence[str | Path] = (MNIST,), share: float | None = None) -> Dataset:
    """Reads data sets, divides each by class, and mixes them.

    Args:
        sources: "mnist", an `.npz` file, a folder of IDX files, a folder of folders `0` to `9`; several are
            mixed, and the training images of small ones repeated.
        share: of each set, for validation, 0 to 1; None = 5,000 images, at most a tenth.

    Raises:
        DataError: a set cannot be read, or no set has images of some digit.
    """
    parts = [_read(str(source)) for source in sources]
    training, validation = [], []
    for part in parts:
        learn, validate = split(part.learn.labels, _validation_count(len(part.learn), share))
        training.append(part.learn.take(learn))
        validation.append(part.learn.take(validate))
    repeats = _repeats([len(images) for images in training])
    skipped = tuple(one for part in parts for one in part.skipped)
    data = Dataset(
        joined([images for images, times in zip(training, repeats, strict=True) for _ in range(times)]),
        joined(validation),
        joined([part.test for part in parts if len(part.test)]),
        {
            part.name: _facts(part, learned, times)
            for part, learned, times in zip(parts, training, repeats, strict=True)
        },
        skipped,
    )
    _check_classes(data, sources)
    return data


def _read(source: str) -> _Part:
    if source == MNIST:
        return _Part(MNIST, *read_npz(MNIST_FILE))
    path = Path(source)
    name = MNIST if path == MNIST_FILE else str(path)
    if not path.exists():
        raise DataError(f"There is no data set {path}. Name mnist, an .npz or a folder by --data.")
    if path.is_file():
        return _Part(name, *read_npz(path))
    if has_idx(path):
        return _Part(name, *read_idx_folder(path))
    if has_class_folders(path):
        images, skipped = read_class_folders(path)
        return _Part(name, images, no_images(), skipped)
    raise DataError(
        f"{path} is no data set: it holds neither folders 0 to 9 with images nor train-images-idx3-ubyte."
    )


def _validation_count(images: int, share: float | None) -> int:
    if share is not None:
        return round(share * images)
    return min(VALIDATION_COUNT, max(LEAST_VALIDATION, round(USUAL_SHARE * images)))


def _repeats(sizes: Sequence[int]) -> list[int]:
    """How often each set is shown an epoch."""
    wanted = LEAST_SHARE * sum(sizes)
    return [min(MOST_REPEATS, max(1, round(wanted / max(1, size)))) for size in sizes]


def _facts(part: _Part, learned: Images, times: int) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "training": len(learned),
        "validation": len(part.learn) - len(learned),
        "test": len(part.test),
    }
    if times > 1:
        facts["repeated"] = times
    if part.skipped:
        facts["skipped"] = len(part.skipped)
    return facts


def _check_classes(data: Dataset, sources: Sequence[str | Path]) -> None:
    for what, images in (("to train on", data.training), ("to validate on", data.validation)):
        counts = np.bincount(images.labels, minlength=DIGITS)
        missing = [str(label) for label in range(DIGITS) if counts[label] == 0]
        if missing:
            where = " and ".join(map(str, sources))
            raise DataError(
                f"{where} has no image {what} of {', '.join(missing)}. "
                "Add some (three of each digit at least), or mix with MNIST: --data mnist."
            )


def about_sources(digits: Dataset, strokes: StrokeLibrary, fonts: int, photographs: int) -> dict[str, int]:
    """How much of everything a training learns from, by its name: a resumed one must have the same.

    Args:
        digits: images of single digits.
        strokes: real handwriting.
        fonts: how many.
        photographs: how many.
    """
    return {
        "number of digits": len(digits.training),
        "number of pen strokes": len(strokes.samples),
        "number of fonts": fonts,
        "number of photographs": photographs,
    }
