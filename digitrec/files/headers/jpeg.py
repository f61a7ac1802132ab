"""The header of a JPEG file, found as libjpeg finds it (ITU-T T.81, annex B)."""

from __future__ import annotations

from struct import unpack_from

from digitrec.files.headers.header import Header

ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length: TEM, RST0 to RST7, SOI
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15, without DHT, JPG and DAC
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
SCAN, END = 0xDA, 0xD9


def look_at_jpeg(content: bytes) -> Header | None:
    """The size in the first frame header; a progressive image is gone over once a scan."""
    at = 2
    while True:
        at = content.find(b"\xff", at)  # what stands between two segments is passed over
        if at < 0 or at + 1 >= len(content):
            return None
        marker = content[at + 1]
        at += 1 if marker == 0xFF else 2
        if marker in {0x00, 0xFF} or marker in ALONE:
            continue
        if marker in {SCAN, END}:
            return None
        if marker in FRAMES:
            height, width = unpack_from(">HH", content, at + 3)
            scans = content.count(bytes((0xFF, SCAN))) if marker in PROGRESSIVE else 1
            return Header("JPEG", width, height, work=max(1, scans))
        at += max(2, unpack_from(">H", content, at)[0])
