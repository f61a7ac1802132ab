"""Image files to images: every format OpenCV reads, turned upright, in 8 bits."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from digitrec.errors import ImageError
from digitrec.models.quiet import muted_stderr
from digitrec.types import Image

LARGEST_FILE = 1 << 30  # bytes
JPEG = b"\xff\xd8"
EXIF_MARKS = (b"eXIf", b"EXIF", b"Exif")  # in PNG, WebP, AVIF


def load_image(path: Path | str) -> Image:
    """Reads an image file.

    Args:
        path: in any format OpenCV reads; only the first image of a file that holds several.

    Returns:
        (H, W) grey, (H, W, 3) BGR or (H, W, 4) BGRA uint8, upright as the EXIF orientation says.

    Raises:
        ImageError: it is missing, too large or no image; the message does not name the file.
    """
    content = _content(Path(path))
    with muted_stderr():  # libjpeg and libpng write to the terminal
        try:
            image = _decoded(np.frombuffer(content, np.uint8))
        except (cv2.error, MemoryError) as error:
            reason = getattr(error, "err", None) or "out of memory"
            raise ImageError(f"OpenCV cannot read it ({' '.join(str(reason).split())[:120]})") from None
    if image is None or image.size == 0:
        raise ImageError("it is no image that OpenCV can read, or it is broken")
    return _eight_bits(image)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImageError("it is a folder")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ImageError(f"it is too large ({size / 2**30:.1f} GB)")
        content = path.read_bytes()
    except FileNotFoundError:
        raise ImageError("there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImageError(f"it cannot be read ({reason})") from None
    if not content:
        raise ImageError("it is empty")
    return content


def _decoded(content: np.ndarray) -> np.ndarray | None:
    """Upright where EXIF says so, and with its alpha where there is one: OpenCV gives only one of them."""
    head = content[:2].tobytes()
    if head == JPEG or any(mark in content.tobytes() for mark in EXIF_MARKS):
        return cv2.imdecode(content, cv2.IMREAD_COLOR)
    return cv2.imdecode(content, cv2.IMREAD_UNCHANGED)


def _eight_bits(image: np.ndarray) -> Image:
    if image.dtype == np.bool_:
        image = image.astype(np.uint8) * 255
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    if image.dtype != np.uint8:
        values = np.nan_to_num(image.astype(np.float32))
        low, high = float(values.min()), float(values.max())
        image = (255 * (values - low) / (high - low or 1.0)).astype(np.uint8)
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[..., 0]
    if image.ndim == 3 and image.shape[2] == 2:  # grey with alpha
        image = cv2.merge([image[..., 0], image[..., 0], image[..., 0], image[..., 1]])
    return image
