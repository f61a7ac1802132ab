"""What a window knows of the user's hand: the digits being typed, what was taught, and what can be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digitrec.types import Glyph, Reading
from digitrec.ui.window.events import Event
from digitrec.ui.window.requests import Request


@dataclass(frozen=True, slots=True)
class Teaching:
    """The digits that are being typed.

    Args:
        text: what is typed so far; at first what was read.
        reading: what was read.
        fresh: whether it is still what was read: the first digit takes its place.
        thaw: whether a frozen picture runs again afterwards.
    """

    text: str
    reading: Reading
    fresh: bool = True
    thaw: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class OwnGlyph:
    """A taught glyph as a window shows it.

    Args:
        key: by which it is forgotten.
        label: the digit that it is, 0 to 9.
        glyph: (28, 28) float32.
    """

    key: str
    label: int
    glyph: Glyph


@dataclass(frozen=True, slots=True)
class Gallery:
    """What was taught, page by page.

    Args:
        glyphs: by digit, those of a digit in the order in which they were taught.
        page: the page that is shown, from 0; any number, pages wrap.
    """

    glyphs: tuple[OwnGlyph, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class Hand:
    """What a window can do with all that was taught.

    Args:
        listed: gives it.
        forget: takes a glyph back; returns how many that was, 0 if it was gone already.
        bring_back: brings back what was forgotten last; returns how many.
    """

    listed: Callable[[], Sequence[OwnGlyph]]
    forget: Callable[[str], int]
    bring_back: Callable[[], int]


@dataclass(frozen=True, slots=True)
class ListHand(Request):
    """Please list what was taught; the answer is `HandListed` or `Failed`."""


@dataclass(frozen=True, slots=True)
class ForgetGlyph(Request):
    """Please forget this glyph; the answer is `HandListed` or `Failed`."""

    glyph: OwnGlyph


@dataclass(frozen=True, slots=True)
class BringBack(Request):
    """Please bring back what was forgotten last; the answer is `HandListed` or `Failed`."""


@dataclass(frozen=True, slots=True)
class HandListed(Event):
    """What was taught, and what has happened to it, as a sentence; "" for nothing."""

    glyphs: tuple[OwnGlyph, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Taught(Event):
    """Glyphs were stored as these digits."""

    count: int
    text: str
