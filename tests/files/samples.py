"""Image files of many kinds, made here."""

from __future__ import annotations

import io

import cv2
import numpy as np

HEIGHT, WIDTH = 20, 40


def gradient(channels: int = 3, dtype: type = np.uint8) -> np.ndarray:
    """An image that is dark at its left and bright at its right, 20 high and 40 wide."""
    row = np.linspace(0, np.iinfo(dtype).max, WIDTH).astype(dtype)
    return np.repeat(np.repeat(row[np.newaxis, :, np.newaxis], HEIGHT, axis=0), channels, axis=2)


def encoded(ending: str, image: np.ndarray | None = None, *flags: int) -> bytes:
    """A file of OpenCV."""
    image = gradient() if image is None else image
    return cv2.imencode(f".{ending}", image, flags)[1].tobytes()


def pillowed(kind: str, image: np.ndarray | None = None, **options: object) -> bytes:
    """A file of Pillow; the image is grey, or RGB."""
    from PIL import Image as Pillow

    file = io.BytesIO()
    Pillow.fromarray(gradient() if image is None else image).save(file, kind, **options)
    return file.getvalue()


def pages(count: int, kind: str = "TIFF") -> bytes:
    """A document whose pages are 20, 21, 22, ... high."""
    from PIL import Image as Pillow

    sheets = [Pillow.fromarray(np.full((HEIGHT + n, WIDTH, 3), 255, np.uint8)) for n in range(count)]
    file = io.BytesIO()
    sheets[0].save(file, kind, save_all=True, append_images=sheets[1:], resolution=72)
    return file.getvalue()


def heic(image: np.ndarray | None = None) -> bytes:
    """A HEIC photo."""
    import pillow_heif
    from PIL import Image as Pillow

    file = io.BytesIO()
    picture = Pillow.fromarray(gradient() if image is None else image)
    pillow_heif.from_pillow(picture).save(file)
    return file.getvalue()
