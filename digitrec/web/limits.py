"""Limits of uploads, checked before an image is decoded."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow

from digitrec.errors import ImageError
from digitrec.files.documents import load_image
from digitrec.types import Image

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")  # as Pillow names them
ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits: the most that is taken.

    Args:
        file_bytes: of an image file.
        pixels: of an image.
        files: read at once.
        message_bytes: of a request that uploads nothing.
        upload_bytes: of a request that uploads files.
        zip_bytes: of a zip file with images to learn from.
        zip_files: files in it.
        unzipped_bytes: of all of them, unpacked.
    """

    file_bytes: int = 25 * MEGA
    pixels: int = 50 * MEGA
    files: int = 50
    message_bytes: int = 4 * MEGA
    upload_bytes: int = 300 * MEGA
    zip_bytes: int = 200 * MEGA
    zip_files: int = 100_000
    unzipped_bytes: int = 2_000 * MEGA


def load_checked(path: Path, limits: Limits) -> Image:
    """Reads an image file, after a look at its size and at the width and height in its header.

    Args:
        path: of the file.
        limits: what is taken.

    Returns:
        (H, W) or (H, W, 3|4) uint8, see `load_image`.

    Raises:
        ImageError: it is too large, or no image; the message does not name the file.
    """
    try:
        size = path.stat().st_size
    except OSError:
        raise ImageError("it is gone: upload it again") from None
    if size > limits.file_bytes:
        raise ImageError(
            f"it is too large ({size / MEGA:.0f} MB, {limits.file_bytes / MEGA:.0f} MB at most): "
            "make it smaller"
        )
    width, height = _size_in_header(path, limits)
    if width * height > limits.pixels:
        raise ImageError(
            f"it has {width:,} x {height:,} pixels, more than {limits.pixels / MEGA:.0f} million: "
            "make it smaller"
        )
    return load_image(path)


def bound_pillow(limits: Limits) -> None:
    """Keeps Pillow, with which Gradio opens drawings and frames, from opening larger images."""
    Pillow.MAX_IMAGE_PIXELS = limits.pixels // 2  # Pillow refuses at twice as many
    warnings.filterwarnings("ignore", category=Pillow.DecompressionBombWarning)


def _size_in_header(path: Path, limits: Limits) -> tuple[int, int]:
    """Width and height in pixels; nothing is decoded."""
    try:
        with Pillow.open(path, formats=FORMATS) as image:
            return image.size
    except Pillow.DecompressionBombError:
        raise ImageError(
            f"it has more than {limits.pixels / MEGA:.0f} million pixels: make it smaller"
        ) from None
    except (OSError, ValueError, SyntaxError):
        raise ImageError(
            "it is no image, or it is broken (PNG, JPEG, WebP, TIFF, BMP and GIF are read)"
        ) from None
