"""How large an image file is, before a byte of it is decoded: its kind, its pixels, its pages.

Only what is recognised here is given to a decoder, so no decoder unpacks more than was looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from digitrec.files.headers.boxes import look_at_boxes, look_at_codestream
from digitrec.files.headers.header import Header
from digitrec.files.headers.jpeg import look_at_jpeg
from digitrec.files.headers.plain import (
    look_at_bmp,
    look_at_gif,
    look_at_hdr,
    look_at_png,
    look_at_pnm,
    look_at_raster,
    look_at_webp,
)
from digitrec.files.headers.tiff import look_at_tiff

__all__ = ["Header", "look"]

Look = Callable[[bytes], Header | None]
BEGINNINGS: dict[bytes, Look] = {
    b"\x89PNG\r\n\x1a\n": look_at_png,
    b"\xff\xd8": look_at_jpeg,
    b"GIF8": look_at_gif,
    b"BM": look_at_bmp,
    b"RIFF": look_at_webp,
    b"#?R": look_at_hdr,
    b"\x59\xa6\x6a\x95": look_at_raster,
    b"II": look_at_tiff,
    b"MM": look_at_tiff,
    b"P": look_at_pnm,
    b"\0\0\0\x0cjP": look_at_codestream,
    b"\xff\x4f\xff\x51": look_at_codestream,
}


def look(content: bytes) -> Header | None:
    """Looks at the header of an image file.

    Args:
        content: of the file, from its first byte.

    Returns:
        What it holds, or None if it is no image of a kind that is read, or broken before its size is told.
    """
    kind = next((look for start, look in BEGINNINGS.items() if content.startswith(start)), None)
    if kind is None and content[4:8] == b"ftyp":
        kind = look_at_boxes
    if kind is None:
        return None
    try:
        header = kind(content)
    except (struct.error, ValueError, IndexError):
        return None
    return header if header is not None and header.width > 0 and header.height > 0 else None
