"""Headers of files made of boxes: AVIF and HEIC (ISO/IEC 23008-12), and of JPEG 2000 (ISO/IEC 15444-1)."""

from __future__ import annotations

from struct import unpack_from

from digitrec.files.headers.header import Header

AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
SIZE_BOX = b"ispe"  # four bytes of version and flags, width, height
SIZE_MARKER = b"\xff\x4f\xff\x51"  # start of a codestream, and the segment that tells the size
MOST_CHANNELS = 4


def look_at_boxes(content: bytes) -> Header | None:
    """AVIF or HEIC: the largest size of any image, tile or grid in it."""
    (length,) = unpack_from(">I", content, 0)
    brands = {content[at : at + 4] for at in range(8, min(length, 256), 4)}
    kind = "AVIF" if brands & AVIF_BRANDS else "HEIC" if brands & HEIC_BRANDS else ""
    if not kind:
        return None
    start, end = _metadata(content)
    width, height, at = 0, 0, content.find(SIZE_BOX, start, end)
    while at >= 0:
        size = unpack_from(">II", content, at + 8)
        if size[0] * size[1] > width * height:
            width, height = size
        at = content.find(SIZE_BOX, at + 4, end)
    return Header(kind, width, height)


def _metadata(content: bytes) -> tuple[int, int]:
    """Where the box with the properties of all images starts and ends: pixels may look like one, too."""
    at = 0
    while at + 8 <= len(content):
        length, name = unpack_from(">I4s", content, at)
        if length == 1:
            (length,) = unpack_from(">Q", content, at + 8)
        if name == b"meta":
            return at, at + length if length else len(content)
        if length < 8:
            break
        at += length
    return 0, 0


def look_at_codestream(content: bytes) -> Header | None:
    """JPEG 2000, with boxes around its codestream or without; one with many channels is none of ours."""
    at = content.find(SIZE_MARKER)
    if at < 0:
        return None
    width, height, left, top = unpack_from(">IIII", content, at + 8)
    (channels,) = unpack_from(">H", content, at + 40)
    if channels > MOST_CHANNELS:
        return None
    return Header("JPEG 2000", width - left, height - top)
