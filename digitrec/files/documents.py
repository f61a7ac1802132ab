"""Files to images: pictures through OpenCV, PDF through pypdfium2, HEIC through pillow-heif.

The last two come with the extra `files`, and are imported when such a file comes.
"""

from __future__ import annotations

import math
import threading
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from digitrec.errors import ImageError
from digitrec.files.endings import EXTRA
from digitrec.files.headers import look
from digitrec.files.images import MEGA, MOST_PIXELS, NO_IMAGE, OpenCvPages, check_size, content_of
from digitrec.types import Image

PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024  # bytes
RESOLUTION = 200 / 72  # pixels a point: 200 dots an inch show a pen's stroke 3 to 5 pixels wide
MOST_PDF_PIXELS = 16 * MEGA  # a larger page is drawn at a lower resolution

_pdfium = threading.Lock()  # PDFium does not bear two threads


class Pages(Protocol):
    """The images of a file, each decoded when it is asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int) -> Image:
        """Decodes one; raises ImageError, or IndexError where there is none."""


def open_pages(content: bytes, most_pixels: int = MOST_PIXELS) -> Pages:
    """Opens an image file or a document; decodes nothing yet.

    Args:
        content: of the file.
        most_pixels: an image with more is refused; a page of a PDF is drawn smaller.

    Raises:
        ImageError: it cannot be read, or takes an extra that is not installed; the message names no file.
    """
    if PDF_MARK in content[:PDF_MARK_WITHIN]:
        return PdfPages(content, most_pixels)
    header = look(content)
    if header is not None and header.kind == "HEIC":
        check_size(header, most_pixels)
        return HeicPages(content, most_pixels)
    return OpenCvPages(content, most_pixels)


def load_image(path: Path | str, most_pixels: int = MOST_PIXELS) -> Image:
    """Reads an image file.

    Args:
        path: an image or a document; only the first image or page of one that holds several.
        most_pixels: a larger image is refused before it is decoded.

    Returns:
        (H, W) grey, (H, W, 3) BGR or (H, W, 4) BGRA uint8, upright as the EXIF orientation says.

    Raises:
        ImageError: it is missing, too large or no image; the message does not name the file.
    """
    return open_pages(content_of(Path(path)), most_pixels)[0]


class PdfPages:
    """The pages of a PDF, with what was written into its forms and onto it."""

    def __init__(self, content: bytes, most_pixels: int) -> None:
        try:
            import pypdfium2
        except ImportError:
            raise ImageError(f"it is a PDF: {EXTRA}") from None
        self._error: Any = pypdfium2.PdfiumError
        self._most = min(most_pixels, MOST_PDF_PIXELS)
        with _pdfium:
            try:
                self._document = pypdfium2.PdfDocument(content)
                self._count = len(self._document)
            except self._error as error:
                reason = "it needs a password" if "password" in str(error).lower() else "it is a broken PDF"
                raise ImageError(reason) from None
        if self._count < 1:
            raise ImageError("it is a PDF without pages")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Image:
        if not 0 <= index < self._count:
            raise IndexError(index)
        with _pdfium:
            try:
                page = self._document[index]
                points = max(1.0, page.get_width() * page.get_height())
                bitmap = page.render(scale=min(RESOLUTION, math.sqrt(self._most / points)))
                image = np.array(bitmap.to_numpy())
                page.close()
            except (self._error, ValueError, MemoryError) as error:
                raise ImageError(f"its page {index + 1} cannot be drawn ({error})") from None
        return np.asarray(image[:, :, :3] if image.ndim == 3 else image, np.uint8)


class HeicPages:
    """The main picture of a HEIC file, upright as it says."""

    def __init__(self, content: bytes, most_pixels: int) -> None:
        try:
            import pillow_heif
        except ImportError:
            raise ImageError(f"it is a HEIC photo: {EXTRA}") from None
        try:
            file = pillow_heif.open_heif(content)
            self._picture = file[file.primary_index]
        except (ValueError, SyntaxError, RuntimeError, OSError, IndexError, EOFError):
            raise ImageError(NO_IMAGE) from None
        width, height = self._picture.size
        if width * height > most_pixels:
            raise ImageError(f"it has {width:,} x {height:,} pixels: make it smaller")

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> Image:
        if index != 0:
            raise IndexError(index)
        try:
            image = np.asarray(self._picture)
        except (ValueError, SyntaxError, RuntimeError, OSError, EOFError, MemoryError):
            raise ImageError(NO_IMAGE) from None
        if image.ndim == 2:
            return np.asarray(image, np.uint8)
        code = cv2.COLOR_RGBA2BGRA if image.shape[2] == 4 else cv2.COLOR_RGB2BGR
        return np.asarray(cv2.cvtColor(image, code), np.uint8)
