"""Annotated copies of image files: where they go, and writing them."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2

from digitrec.errors import ImageError
from digitrec.types import Image

KEPT_ENDINGS = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".webp"})


def picture_path(place: Path, folder: Path, taken: set[Path]) -> Path:
    """Where the annotated copy of a file goes; no two of a run go to the same place.

    Args:
        place: of the file, below the folder that was named.
        folder: where the copies go.
        taken: the places given so far; the new one is added.

    Returns:
        The place below `folder`, with `-2`, `-3`, ... where it is taken, and with `.png` in place of an
        ending that OpenCV may not write.
    """
    kept = place if place.suffix.lower() in KEPT_ENDINGS else place.with_suffix(".png")
    free = next(
        name
        for name in (
            kept.with_stem(f"{kept.stem}-{count}") if count > 1 else kept for count in itertools.count(1)
        )
        if name not in taken
    )
    taken.add(free)
    return folder / free


def page_path(path: Path, picture: Path, page: int) -> Path:
    """Where the annotated copy of a page goes: `scan.pdf.page2.png`; of a file with one image, `picture`.

    Args:
        path: the file.
        picture: where the copy of the file would go.
        page: its number, 0 = the only one.
    """
    return picture.with_name(f"{picture.stem}{path.suffix}.page{page}.png") if page else picture


def write_picture(path: Path, picture: Image) -> None:
    """Writes an image file, making its folder if need be.

    Raises:
        ImageError: it cannot be written; the message names it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written, content = cv2.imencode(path.suffix, picture)
        if not written:
            raise ImageError(f"The picture {path} cannot be written in this format.")
        path.write_bytes(content.tobytes())
    except (OSError, cv2.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImageError(f"The picture {path} cannot be written ({reason}).") from None
