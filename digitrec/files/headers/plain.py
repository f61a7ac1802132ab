"""Headers of formats that tell their size at a fixed place, or in a line of text."""

from __future__ import annotations

import re
from struct import unpack_from

from digitrec.files.headers.header import Header

TEXT_HEADER = 4096  # bytes, more than any header in text has
OLD_BMP_HEADER = 12  # bytes
PNM = re.compile(rb"P([1-6Ff])(?:\s|#[^\n\r]*[\n\r])+(\d{1,9})(?:\s|#[^\n\r]*[\n\r])+(\d{1,9})\s")
PAM_FIELD = re.compile(rb"^(WIDTH|HEIGHT|DEPTH)\s+(\d{1,9})\s*$", re.MULTILINE)
MOST_CHANNELS = 4
PNG_START = b"\x89PNG\r\n\x1a\n"
HDR_SIZE = re.compile(rb"^[-+]([XY])\s+(\d{1,9})\s+[-+]([XY])\s+(\d{1,9})\s*$", re.MULTILINE)


def look_at_png(content: bytes) -> Header | None:
    """PNG: the size stands in its first chunk. No chunk is longer than the file, as OpenCV takes its word."""
    if content[12:16] != b"IHDR":
        return None
    at = len(PNG_START)
    while at + 8 <= len(content):
        length, name = unpack_from(">I4s", content, at)
        at += 12 + length
        if name == b"IEND":
            break
    if at > len(content):
        return None
    return Header("PNG", *unpack_from(">II", content, 16))


def look_at_gif(content: bytes) -> Header | None:
    """GIF: the size of its canvas, and of the first frame, which may not be larger."""
    width, height = unpack_from("<HH", content, 6)
    return Header("GIF", width, height)


def look_at_bmp(content: bytes) -> Header | None:
    """Windows and OS/2 bitmaps; a negative height says that the first row is the top one."""
    (header,) = unpack_from("<I", content, 14)
    width, height = unpack_from("<HH" if header == OLD_BMP_HEADER else "<ii", content, 18)
    return Header("BMP", abs(width), abs(height))


def look_at_webp(content: bytes) -> Header | None:
    """WebP: lossy, lossless or extended."""
    if content[8:12] != b"WEBP":
        return None
    chunk = content[12:16]
    if chunk == b"VP8 ":
        width, height = unpack_from("<HH", content, 26)
        return Header("WebP", width & 0x3FFF, height & 0x3FFF)
    if chunk == b"VP8L":
        (bits,) = unpack_from("<I", content, 21)
        return Header("WebP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if chunk == b"VP8X":
        sides = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return Header("WebP", *(1 + side for side in sides))
    return None


def look_at_pnm(content: bytes) -> Header | None:
    """PBM, PGM, PPM, PFM and PAM: the size in digits, with comments between."""
    if content.startswith(b"P7"):
        end = content.find(b"ENDHDR", 0, TEXT_HEADER)
        fields = {name: int(value) for name, value in PAM_FIELD.findall(content[: max(end, 0)])}
        if not {b"WIDTH", b"HEIGHT"} <= set(fields) or fields.get(b"DEPTH", 1) > MOST_CHANNELS:
            return None
        return Header("PAM", fields[b"WIDTH"], fields[b"HEIGHT"])
    found = PNM.match(content, 0, TEXT_HEADER)
    if found is None:
        return None
    kind = "PFM" if found[1] in b"Ff" else "PNM"
    return Header(kind, int(found[2]), int(found[3]))


def look_at_hdr(content: bytes) -> Header | None:
    """Radiance HDR: the size in the line behind its header."""
    found = HDR_SIZE.search(content, 0, TEXT_HEADER)
    if found is None or found[1] == found[3]:
        return None
    sides = {found[1]: int(found[2]), found[3]: int(found[4])}
    return Header("HDR", sides[b"X"], sides[b"Y"])


def look_at_raster(content: bytes) -> Header | None:
    """Sun raster."""
    return Header("Sun raster", *unpack_from(">II", content, 4))
