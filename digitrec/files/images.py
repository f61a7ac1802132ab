"""Image files that OpenCV reads: looked at first, decoded, turned upright, in 8 bits."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from digitrec.errors import ImageError
from digitrec.files.headers import Header, look
from digitrec.models.quiet import muted_stderr
from digitrec.types import Image

LARGEST_FILE = 1 << 30  # bytes
MEGA = 1_000_000
MOST_PIXELS = 200 * MEGA  # of an image; a page of a document is drawn smaller instead
MOST_WORK = 20  # times MOST_PIXELS: so many pixels a decoder may go over, scan by scan
EXIF_MARKS = (b"eXIf", b"EXIF", b"Exif")  # in PNG, WebP, AVIF
NO_IMAGE = "it is no image that can be read, or it is broken"


class OpenCvPages:
    """The images of a file that OpenCV reads, each decoded when it is asked for.

    Args:
        content: of the file.
        most_pixels: an image with more is refused.

    Raises:
        ImageError: it is no image, or too large; nothing has been decoded then.
    """

    def __init__(self, content: bytes, most_pixels: int = MOST_PIXELS) -> None:
        header = look(content)
        if header is None:
            raise ImageError(NO_IMAGE)
        check_size(header, most_pixels)
        self._content, self._header = content, header

    def __len__(self) -> int:
        return self._header.pages

    def __getitem__(self, index: int) -> Image:
        if not 0 <= index < len(self):
            raise IndexError(index)
        with muted_stderr():  # libjpeg and libpng write to the terminal
            try:
                image = self._decoded(index)
            except (cv2.error, MemoryError) as error:
                reason = getattr(error, "err", None) or "out of memory"
                raise ImageError(f"OpenCV cannot read it ({' '.join(str(reason).split())[:120]})") from None
        if image is None or image.size == 0:
            raise ImageError(NO_IMAGE)
        return _eight_bits(image)

    def _decoded(self, index: int) -> np.ndarray | None:
        """Upright where EXIF says so, and with its alpha where there is one: OpenCV gives one of them."""
        content = np.frombuffer(self._content, np.uint8)
        if self._header.pages > 1:
            found, images = cv2.imdecodemulti(content, cv2.IMREAD_UNCHANGED, range=(index, index + 1))
            return images[0] if found and images else None
        if self._header.kind == "JPEG" or any(mark in self._content for mark in EXIF_MARKS):
            return cv2.imdecode(content, cv2.IMREAD_COLOR)
        return cv2.imdecode(content, cv2.IMREAD_UNCHANGED)


def check_size(header: Header, most_pixels: int) -> None:
    """Refuses what takes too much to decode.

    Raises:
        ImageError: it has too many pixels, or scans.
    """
    if header.pixels > most_pixels:
        raise ImageError(
            f"it has {header.width:,} x {header.height:,} pixels, more than {most_pixels / MEGA:g} million: "
            "make it smaller, or allow more (--max-pixels, max_pixels)"
        )
    if header.pixels * header.work > MOST_WORK * MOST_PIXELS:
        raise ImageError(f"it has {header.work:,} scans, too many for its size: save it anew")


def content_of(path: Path) -> bytes:
    """What a file holds.

    Raises:
        ImageError: it is missing, empty or too large; the message does not name the file.
    """
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


def _eight_bits(image: np.ndarray) -> Image:
    if image.dtype == np.bool_:
        image = image.astype(np.uint8) * 255
    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    if image.dtype != np.uint8:
        with np.errstate(all="ignore"):  # whatever floats a file holds
            values = np.nan_to_num(image.astype(np.float64), posinf=0, neginf=0)
            low, high = float(values.min()), float(values.max())
            image = np.nan_to_num(255 * ((values - low) / (high - low or 1.0))).astype(np.uint8)
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[..., 0]
    if image.ndim == 3 and image.shape[2] == 2:  # grey with alpha
        image = cv2.merge([image[..., 0], image[..., 0], image[..., 0], image[..., 1]])
    return image
