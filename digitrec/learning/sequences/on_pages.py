"""Lines as they are found on composed pages: with neighbours' tails, remains of borders, words among them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.sequences.sampler import (
    LOST,
    MOST_DIGITS,
    SEEN,
    WITH_SPECKS,
    Sample,
    fits,
    model_image,
)
from digitrec.learning.sequences.texts import before_digits
from digitrec.page.components import Component, union_ink
from digitrec.page.specks import with_specks
from digitrec.reading.found import PlacedLine
from digitrec.reading.page import PageReader
from digitrec.types import SIGNS, Ink

KINDS = (
    *((PageKind((360, 480)), 0.3), (PageKind((480, 360)), 0.15), (PageKind((480, 640)), 0.1)),
    *((PageKind((80, 320)), 0.25), (PageKind((128, 480)), 0.15), (PageKind((64, 160), crop=True), 0.05)),
)
"""What is composed: its size, and the share of such pages."""
LEGIBLE = 10.0  # pixels: digits that are lower on their page are not learned from
WHOLE, FOREIGN = 0.6, 0.25  # of a digit's ink: so much makes it one of a line's; less is a neighbour's tail
UNKNOWN = 0.05  # of a line's ink may lie where a page does not say what is there
STACKED = 0.5  # heights: digits of a line are no further apart across it, ...
ABREAST = 0.6  # ... when they share so much of the narrower one's width
LEVEL = 0.8  # heights: a sign is no further from the middle of the digits beside it
WORDS = 0.35  # share of the lines without digits that are kept


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A sign on a page: what it is, and its middle in pixels."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Owners:
    """Whose ink is where on a page.

    Args:
        places: (H, W) uint16, 1 for the page's first digit; 0 for what is no digit's ink.
        pixels: (N,) how much ink each digit has, at least 1.
        sign_places: (H, W) uint16, 1 for the first of the page's signs; 0 for what is no sign's ink.
        sign_pixels: (M,) how much ink each sign has, at least 1.
        signs: of the page.
    """

    places: NDArray[np.uint16]
    pixels: NDArray[np.int64]
    sign_places: NDArray[np.uint16]
    sign_pixels: NDArray[np.int64]
    signs: tuple[Sign, ...] = ()


def lines_on_pages(rng: np.random.Generator, sources: PageSources, reader: PageReader) -> Iterator[Sample]:
    """Lines to learn from, page after page, without end: what the reader finds, and what it says.

    Lines are left out of which it cannot be said: printed digits, digits found in part, two rows in one.

    Args:
        rng: random numbers: the same state gives the same lines.
        sources: what pages are composed of.
        reader: finds lines on them.
    """
    shares = np.array([share for _, share in KINDS])
    while True:
        page = compose(rng, sources, KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))][0])
        owners = owners_of(page)
        for line in reader.read(page.image).lines:
            specks = rng.random() < WITH_SPECKS
            union = with_specks(line.line, line.ink) if specks else union_ink(line.line.components)
            text = text_of(page, owners, line, union)
            if text is None or (not text and rng.random() >= WORDS):
                continue
            image = model_image(union.ink)
            if fits(image, text):
                yield Sample(image, text)


def owners_of(page: ComposedPage) -> Owners:
    """Whose ink is where on a page."""
    owners = np.zeros(page.ink.shape, np.uint16)
    for number, digit in enumerate(page.digits, start=1):
        box = cv2.boxPoints(((digit.x, digit.y), (digit.width, digit.height), math.degrees(digit.angle)))
        cv2.fillConvexPoly(owners, np.rint(box).astype(np.int32), number)
    owners[page.ink < 128] = 0
    pixels = np.maximum(_counted(owners.ravel(), len(page.digits)), 1)
    count, places, stats, middles = cv2.connectedComponentsWithStats((page.signs > 0).astype(np.uint8))
    signs = []
    for number in range(1, count):
        codes = page.signs[places == number]
        x, y = middles[number].tolist()
        signs.append(Sign(SIGNS[int(np.median(codes)) - 1], x, y))
    areas = stats[1:, cv2.CC_STAT_AREA].astype(np.int64)
    return Owners(owners, pixels, places.astype(np.uint16), areas, tuple(signs))


def text_of(page: ComposedPage, owners: Owners, found: PlacedLine, union: Component) -> str | None:
    """What a line found on a page says, signs included; "" for no digits, None where that cannot be said.

    Args:
        page: the page.
        owners: of its ink, see `owners_of`.
        found: the line.
        union: its ink.
    """
    ink = _on_page(union, found, page.ink.shape)
    if page.ignored[ink].sum() > UNKNOWN * max(1, int(ink.sum())):
        return None
    shares = _counted(owners.places[ink], len(page.digits)) / owners.pixels
    if ((shares >= FOREIGN) & (shares < WHOLE)).any():
        return None
    direction = found.place.angle
    own = [digit for digit, share in zip(page.digits, shares, strict=True) if share >= WHOLE]
    own.sort(key=lambda digit: _along(digit, direction))
    if len(own) > MOST_DIGITS or any(digit.height < LEGIBLE for digit in own) or _stacked(own, direction):
        return None
    if any(math.cos(digit.angle - direction) < math.cos(math.pi / 4) for digit in own):
        return None
    if not own:
        return ""
    sign_shares = _counted(owners.sign_places[ink], len(owners.signs)) / owners.sign_pixels
    if ((sign_shares >= LOST) & (sign_shares < SEEN)).any():
        return None
    signs = [sign for sign, share in zip(owners.signs, sign_shares, strict=True) if share >= SEEN]
    if any(not _beside(sign, own, direction) for sign in signs):
        return None
    characters: list[PlacedDigit | Sign] = sorted([*own, *signs], key=lambda one: _along(one, direction))
    return before_digits("".join(str(one.label) for one in characters))


def _beside(sign: Sign, digits: Sequence[PlacedDigit], direction: float) -> bool:
    """Whether a sign stands on the level of the digit next to it."""
    nearest = min(digits, key=lambda digit: abs(_along(digit, direction) - _along(sign, direction)))
    return abs(_across(nearest, direction) - _across(sign, direction)) < LEVEL * nearest.height


def _counted(owners: NDArray[np.uint16], digits: int) -> NDArray[np.int64]:
    return np.bincount(owners, minlength=digits + 1)[1:]


def _on_page(union: Component, found: PlacedLine, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where a line's ink is on its page."""
    matrix = found.place.matrix
    matrix[:, 2] += matrix[:, :2] @ (union.left, union.top)
    placed: Ink = np.asarray(cv2.warpAffine(union.ink, matrix, shape[::-1], flags=cv2.INTER_LINEAR), np.uint8)
    return placed >= 64


def _along(digit: PlacedDigit | Sign, direction: float) -> float:
    return digit.x * math.cos(direction) + digit.y * math.sin(direction)


def _across(digit: PlacedDigit | Sign, direction: float) -> float:
    return digit.y * math.cos(direction) - digit.x * math.sin(direction)


def _stacked(digits: Sequence[PlacedDigit], direction: float) -> bool:
    """Whether neighbours of a line stand above one another: it is two rows."""
    for one, other in pairwise(digits):
        shared = (one.width + other.width) / 2 - (_along(other, direction) - _along(one, direction))
        apart = abs(_across(one, direction) - _across(other, direction))
        if shared > ABREAST * min(one.width, other.width) and apart > STACKED * one.height:
            return True
    return False
