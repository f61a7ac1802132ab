"""The headers of a TIFF file, one a page (TIFF 6.0; BigTIFF)."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from

from digitrec.files.headers.header import Header

CLASSIC, BIG = 42, 43
WIDTH, HEIGHT, TILE_WIDTH, TILE_HEIGHT = 256, 257, 322, 323  # tags
FORMS = {3: "H", 4: "I", 16: "Q"}  # of whole numbers, by the code of their type
MOST_PAGES = 10_000
MOST_TAGS = 4_096


def look_at_tiff(content: bytes) -> Header | None:
    """The largest page or tile, and how many pages there are."""
    order = "<" if content[:2] == b"II" else ">"
    (version,) = unpack_from(order + "H", content, 2)
    if version not in {CLASSIC, BIG}:
        return None
    width, height, pages = 0, 0, 0
    for tags in _directories(content, order, version == BIG):
        pages += 1
        for across, down in ((WIDTH, HEIGHT), (TILE_WIDTH, TILE_HEIGHT)):
            size = tags.get(across, 0), tags.get(down, 0)
            if size[0] * size[1] > width * height:
                width, height = size
    return Header("TIFF", width, height, max(1, pages))


def _directories(content: bytes, order: str, big: bool) -> Iterator[dict[int, int]]:
    """The sizes that each page's directory tells; ends where the chain ends, breaks or runs in a circle."""
    count_form, entry_size, offset_form = ("Q", 20, "Q") if big else ("H", 12, "I")
    head = 8 if big else 2
    (at,) = unpack_from(order + offset_form, content, 8 if big else 4)
    seen: set[int] = set()
    while at and at not in seen and at + head <= len(content) and len(seen) < MOST_PAGES:
        seen.add(at)
        (count,) = unpack_from(order + count_form, content, at)
        end = at + head + entry_size * count
        if count > MOST_TAGS or end > len(content):
            return
        yield dict(_sizes(content, range(at + head, end, entry_size), order, big))
        if end + (8 if big else 4) > len(content):
            return
        (at,) = unpack_from(order + offset_form, content, end)


def _sizes(content: bytes, entries: range, order: str, big: bool) -> Iterator[tuple[int, int]]:
    for entry in entries:
        tag, kind = unpack_from(order + "HH", content, entry)
        if tag in {WIDTH, HEIGHT, TILE_WIDTH, TILE_HEIGHT} and kind in FORMS:
            yield tag, unpack_from(order + FORMS[kind], content, entry + (12 if big else 8))[0]
