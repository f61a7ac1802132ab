"""What is drawn over and beside a picture: boxes, bars, glyphs, the reading in large type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from digitrec.types import Digit, Glyph, Image, Line
from digitrec.ui.widgets.text import ELLIPSIS, draw_text, text_width
from digitrec.ui.widgets.theme import (
    ACCENT,
    BODY,
    BOLD,
    DISPLAY,
    DOUBTFUL,
    EDGE,
    FAINT,
    GAP,
    MEDIUM,
    MUTED,
    PAPER,
    REGULAR,
    SMALL,
    TEXT,
    TINY,
    TRACK,
    WARNING,
    Colour,
)

BOX_AIR = 5  # pixels between a digit and its box
TAG_HEIGHT = 18  # pixels: the label over a box
SMALLEST_TYPE = 13  # pixels: the reading is not set smaller than this
UNWRAPPED_TYPE = 26  # pixels: rows of the reading are broken only below this


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the frame in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height


def percent(share: float, places: int = 1) -> str:
    """A share as per cent: 0.982 is "98.2 %"."""
    return f"{100 * share:.{places}f} %"


def fill(frame: Image, area: Area, colour: Colour) -> None:
    """Fills a rectangle."""
    if area.width > 0 and area.height > 0:
        cv2.rectangle(frame, (area.left, area.top), (area.right - 1, area.bottom - 1), colour, -1)


def fill_rounded(frame: Image, area: Area, colour: Colour, radius: int = 4) -> None:
    """Fills a rectangle with round corners."""
    radius = min(radius, area.width // 2, area.height // 2)
    if radius < 1:
        fill(frame, area, colour)
        return
    left, top, right, bottom = area.left, area.top, area.right - 1, area.bottom - 1
    cv2.rectangle(frame, (left + radius, top), (right - radius, bottom), colour, -1)
    cv2.rectangle(frame, (left, top + radius), (right, bottom - radius), colour, -1)
    for x in (left + radius, right - radius):
        for y in (top + radius, bottom - radius):
            cv2.circle(frame, (x, y), radius, colour, -1, cv2.LINE_AA)


def draw_boxes(frame: Image, lines: tuple[Line, ...], selected: Digit | None) -> None:
    """Draws a box with label and confidence around every digit; that of the selected one stands out."""
    for line in lines:
        short = _crowded(line)
        for digit in line.digits:
            _draw_box(frame, digit, digit is selected, short)


def _tag(digit: Digit, short: bool) -> str:
    return f"{digit.label}" if short else f"{digit.label}  {_whole(digit)} %"


def _whole(digit: Digit) -> int:
    """The confidence in whole per cents, rounded down: 99.8 % is not yet certain."""
    return int(100 * digit.confidence)


def _crowded(line: Line) -> bool:
    """Whether the full labels of neighbours would run into one another."""
    centres = [digit.box.centre[0] for digit in line.digits]
    widths = [text_width(_tag(digit, short=False), SMALL, MEDIUM) + 10 for digit in line.digits]
    pairs = zip(centres, centres[1:], widths, widths[1:], strict=False)
    return any(after - before < (w0 + w1) / 2 for before, after, w0, w1 in pairs)


def _draw_box(frame: Image, digit: Digit, chosen: bool, short: bool) -> None:
    colour = WARNING if digit.confidence < DOUBTFUL else ACCENT
    height, width = frame.shape[:2]
    left, right = max(1, digit.box.left - BOX_AIR), min(width - 2, digit.box.right + BOX_AIR)
    top, bottom = max(1, digit.box.top - BOX_AIR), min(height - 2, digit.box.bottom + BOX_AIR)
    cv2.rectangle(frame, (left, top), (right, bottom), colour, 2 if chosen else 1)
    size = TINY if short else SMALL
    text = _tag(digit, short)
    # Crowded labels are set in two storeys: the digit, and below it the confidence.
    lower = f"{_whole(digit)}" if short else ""
    wide = max(text_width(text, SMALL, MEDIUM), text_width(lower, size)) + (4 if short else 10)
    tall = TAG_HEIGHT + (11 if short else 0)
    above = top - tall if top >= tall else min(bottom + 1, height - tall)
    tag = Area(round(min(max((left + right - wide) / 2, 0), width - wide)), above, wide, tall)
    _veil(frame, tag)
    if chosen:
        fill_rounded(frame, tag, colour)
    ink = PAPER if chosen else colour
    draw_text(frame, text, (tag.left + wide / 2, above + 13), SMALL, ink, MEDIUM, 0.5)
    if short:
        draw_text(frame, lower, (tag.left + wide / 2, above + 25), size, ink, align=0.5)


def _veil(frame: Image, area: Area) -> None:
    """Lightens a rectangle, so that a label over ink stays legible."""
    part = frame[max(0, area.top) : area.bottom, max(0, area.left) : area.right]
    part[:] = 255 - (255 - part) // 6


def draw_bars(frame: Image, area: Area, digit: Digit | None) -> None:
    """Draws the ten probabilities as bars with per cents; empty bars when there is no digit."""
    step = area.height / 10
    size = BODY if step >= 17 else SMALL
    label_width, percent_width = 22, text_width("100.0 %", size, BOLD) + 10
    track = area.width - label_width - percent_width
    thick = max(6, round(step * 0.46))
    for value in range(10):
        middle = area.top + step * (value + 0.5)
        share = digit.probabilities[value] if digit else 0.0
        first = digit is not None and value == digit.label
        baseline = middle + size * 0.36
        colour = TEXT if first else MUTED if digit else FAINT
        weight = BOLD if first else REGULAR
        draw_text(frame, str(value), (area.left, baseline), size, colour, weight)
        bar = Area(area.left + label_width, round(middle - thick / 2), track, thick)
        fill(frame, bar, TRACK)
        length = round(track * min(max(share, 0.0), 1.0))
        if length:
            filled = Area(bar.left, bar.top, max(length, 2), thick)
            tone = (WARNING if digit and digit.confidence < DOUBTFUL else ACCENT) if first else MUTED
            fill(frame, filled, tone)
        if digit:
            draw_text(frame, percent(share), (area.right, baseline), size, colour, weight, 1.0)


def draw_glyph(frame: Image, area: Area, glyph: Glyph | None) -> None:
    """Draws the 28x28 image that the model saw, every pixel a square; an empty field without one."""
    fill(frame, area, EDGE)
    inner = Area(area.left + 1, area.top + 1, area.width - 2, area.height - 2)
    fill(frame, inner, PAPER)
    if glyph is None:
        return
    grey = np.round(255 * (1 - np.clip(glyph, 0, 1))).astype(np.uint8)
    large = cv2.resize(grey, (inner.width, inner.height), interpolation=cv2.INTER_NEAREST)
    frame[inner.top : inner.bottom, inner.left : inner.right] = large[:, :, None]


@lru_cache(maxsize=64)
def fit_rows(rows: tuple[str, ...], width: int, height: int) -> tuple[int, tuple[str, ...]]:
    """Finds the largest type in which the rows of a reading fit, so that nothing is clipped.

    Rows are broken only where they would have to be small otherwise. When even the smallest type is too
    large, the last rows are kept, after an ellipsis: they are what is being written.

    Returns:
        The size in pixels, and the rows to set.
    """
    size, fits = DISPLAY, rows
    for size in range(DISPLAY, SMALLEST_TYPE - 1, -1):
        whole = max(text_width(row, size) for row in rows) <= width
        fits = rows if whole else _broken(rows, width, size)
        if len(fits) * _leading(size) <= height and (whole or size < UNWRAPPED_TYPE):
            return size, fits
    kept = max(1, int(height // _leading(size)))
    return size, ((ELLIPSIS, *fits[-(kept - 1) :]) if kept > 1 else fits[-1:])


def _leading(size: int) -> float:
    """From one baseline to the next, in pixels."""
    return size * 1.12


def _broken(rows: tuple[str, ...], width: int, size: int) -> tuple[str, ...]:
    most = max(1, int(width / max(text_width("0", size), 1)))
    return tuple(row[i : i + most] for row in rows for i in range(0, len(row), most))


def draw_rows(frame: Image, area: Area, rows: tuple[str, ...], colour: Colour = TEXT) -> None:
    """Draws the rows of a reading as large as they fit into `area`, from its top left corner."""
    size, fits = fit_rows(rows, area.width, area.height)
    for i, row in enumerate(fits):
        baseline = area.top + size * 0.80 + i * _leading(size)
        draw_text(frame, row, (area.left - size * 0.05, baseline), size, colour)


def draw_card(frame: Image, area: Area) -> Area:
    """Draws a sheet for help or information over a veiled part of the frame; returns its inside."""
    part = frame[area.top : area.bottom, area.left : area.right]
    part[:] = 255 - (255 - part) // 8
    sheet = Area(area.left + 2 * GAP, area.top + 2 * GAP, area.width - 4 * GAP, area.height - 4 * GAP)
    fill_rounded(frame, sheet, EDGE, 10)
    fill_rounded(frame, Area(sheet.left + 1, sheet.top + 1, sheet.width - 2, sheet.height - 2), PAPER, 9)
    inset = 3 * GAP
    return Area(sheet.left + inset, sheet.top + inset, sheet.width - 2 * inset, sheet.height - 2 * inset)
