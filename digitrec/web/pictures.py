"""Pictures as data URIs: they travel within the page, and no file is ever left on the server."""

from __future__ import annotations

import base64

import cv2
import numpy as np

from digitrec.types import Glyph, Image, Ink

QUALITY = 82  # of JPEG, 0 to 100


def jpeg(image: Image, longest: int) -> str:
    """A photo.

    Args:
        image: (H, W) or (H, W, 3) uint8.
        longest: its longer side at most, in pixels.
    """
    return _uri("jpeg", ".jpg", fitted(image, longest), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def png(image: Image) -> str:
    """A drawing or a glyph; (H, W) or (H, W, 3) uint8."""
    return _uri("png", ".png", image, [])


def glyph_png(glyph: Glyph) -> str:
    """What a model saw, dark on light."""
    return png(paper(np.rint(glyph * 255).astype(np.uint8)))


def paper(ink: Ink) -> Image:
    """Ink as dark on white."""
    return np.asarray(255 - ink, np.uint8)


def fitted(image: Image, longest: int) -> Image:
    """An image made smaller, if need be, so that its longer side has so many pixels."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def text_uri(kind: str, text: str) -> str:
    """A file of text, to be downloaded from within the page."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"


def _uri(kind: str, ending: str, image: Image, options: list[int]) -> str:
    _, content = cv2.imencode(ending, image, options)
    return f"data:image/{kind};base64,{base64.b64encode(content.tobytes()).decode()}"
