"""Data sets that are folders `0` to `9` of image files; each image is read as every image is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from digitrec.errors import DataError, ImageError
from digitrec.files.documents import load_image
from digitrec.learning.data.dataset import DIGITS, Images, Skipped
from digitrec.page.components import union_ink
from digitrec.page.segment import find_components
from digitrec.reading.page import NO_FINDER, PageReader, load_page_reader
from digitrec.types import Image, Ink


def has_class_folders(folder: Path) -> bool:
    """Whether a folder holds folders that are named by digits."""
    return any((folder / str(label)).is_dir() for label in range(DIGITS))


def read_class_folders(folder: Path) -> tuple[Images, list[Skipped]]:
    """Reads the image files of the folders `0` to `9`, and of all folders in these.

    Args:
        folder: that holds them; what else is in there is passed over.

    Returns:
        28x28 ink of one digit a file, and the files that were skipped, with the reason.

    Raises:
        DataError: not a single file could be used.
    """
    found = list(_files(folder))
    page, _ = load_page_reader(folder)
    if page is None:
        raise DataError(f"{folder} cannot be read: {NO_FINDER}")
    inks: list[Ink] = []
    labels: list[int] = []
    skipped: list[Skipped] = []
    with ThreadPoolExecutor() as pool:
        for (path, label), answer in zip(
            found, pool.map(lambda one: _read(one[0], page), found), strict=True
        ):
            if isinstance(answer, str):
                skipped.append(Skipped(path, answer))
            else:
                inks.append(answer)
                labels.append(label)
    if not inks:
        why = f": {skipped[0].path}: {skipped[0].reason}" if skipped else ": its folders 0 to 9 are empty"
        raise DataError(f"{folder} holds no image that can be used{why}. Put images of digits there.")
    return Images(np.stack(inks), np.array(labels, np.int64)), skipped


def digit_ink(image: Image, page: PageReader) -> Ink | None:
    """The digit of an image that holds one.

    Args:
        image: (H, W) or (H, W, 3|4) uint8, either polarity, any size.
        page: finds the ink of images.

    Returns:
        (28, 28) uint8 ink as a model would see it; None if there is no ink.
    """
    found = page.single(image)[0]
    components = find_components(found.ink, found.stroke)
    if not components:
        return None
    glyph = union_ink(components).glyph
    return np.rint(glyph * 255).astype(np.uint8) if glyph.any() else None


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for label in range(DIGITS):
        for path in sorted((folder / str(label)).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path, label


def _read(path: Path, page: PageReader) -> Ink | str:
    """The ink of a file's digit, or why there is none."""
    try:
        ink = digit_ink(load_image(path), page)
    except ImageError as error:
        return " ".join(str(error).split())
    return "there is no ink in it" if ink is None else ink
