"""Puts the user's hand together for a window: how it is taught, shown and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from digitrec.types import Image, Reading
from digitrec.ui.window.hand import Hand, OwnGlyph

if TYPE_CHECKING:
    from digitrec.handwriting.store import GlyphStore
    from digitrec.reading.reader import Reader


def teacher_of(reader: Reader, drawings: bool) -> Callable[[Image, Reading, str], int]:
    """A function that stores the digits of an image, what was read in it, and which digits stand there.

    Args:
        reader: read the image.
        drawings: whether images are ink already; else the frames of a camera.
    """

    def teach(image: Image, reading: Reading, text: str) -> int:
        from digitrec.handwriting.engine import HandEngine
        from digitrec.handwriting.opening import open_store
        from digitrec.reading.aligning import glyphs_of_drawing, glyphs_of_image, labelled_glyphs

        digits = tuple(map(int, text))
        align = glyphs_of_drawing if drawings else glyphs_of_image
        count = len(
            open_store().teach(labelled_glyphs(reading, digits, lambda: align(reader, image, digits)))
        )
        if isinstance(reader.engine, HandEngine):
            reader.engine.warm_up()
        return count

    return teach


def own_hand() -> Hand:
    """What was taught, to be shown and taken back."""
    stores: list[GlyphStore] = []

    def store() -> GlyphStore:
        from digitrec.handwriting.opening import open_store  # the window need not wait for it

        if not stores:
            stores.append(open_store())
        return stores[0]

    def listed() -> list[OwnGlyph]:
        return [OwnGlyph(str(one.path), one.label, one.glyph) for one in store().taught()]

    def forget(key: str) -> int:
        return store().forget([one for one in store().taught() if one.path == Path(key)])

    return Hand(listed, forget, lambda: store().bring_back())
