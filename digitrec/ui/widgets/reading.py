"""The reading in large type, as large as it fits: beside the picture, below it, or across the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.text import ELLIPSIS, shortened, text_width, wrapped
from digitrec.ui.widgets.theme import BODY, DISPLAY, HUGE, MEDIUM, SMALL, TINY, Colour, Theme
from digitrec.ui.window.hand import Teaching

SMALLEST_TYPE = 13  # pixels: the reading is not set smaller than this
LARGEST_BROKEN = 26  # pixels: rows that have to be broken are not set larger than this
CARET = "_"  # behind what is typed
NOTE_HEIGHT = 28  # pixels: the line below the reading
HEADING_HEIGHT = 18  # pixels


@dataclass(frozen=True, slots=True)
class Shown:
    """What a window shows of its reading.

    Args:
        rows: the lines of text; none if nothing was read.
        colour: of the rows.
        note: one line about them, or why there are none.
        tone: the colour of the note.
        dot: the colour of a dot before the note, None for no dot.
        heading: what the rows are.
        brief: the note in fewer words, for where there is little room; "" is the note itself.
    """

    rows: tuple[str, ...]
    colour: Colour
    note: str
    tone: Colour
    dot: Colour | None = None
    heading: str = "Reading"
    brief: str = ""


def shown_while_teaching(teaching: Teaching, theme: Theme) -> Shown:
    """What stands in the place of the reading while the right digits are typed."""
    text = teaching.text if teaching.fresh else teaching.text + CARET
    colour = theme.faint if teaching.fresh else theme.accent
    return Shown(
        (text or CARET,), colour, "Type them; Enter stores, Esc leaves", theme.muted,
        heading="What stands there?", brief="Enter stores",
    )  # fmt: skip


def draw_reading(painter: Painter, area: Area, shown: Shown) -> None:
    """Draws heading, rows and note one below the other."""
    theme = painter.theme
    draw_heading(painter, area, shown.heading)
    rows = Area(
        area.left,
        area.top + HEADING_HEIGHT,
        area.width,
        max(SMALLEST_TYPE, area.height - HEADING_HEIGHT - NOTE_HEIGHT),
    )
    if shown.rows:
        draw_rows(painter, rows, shown.rows, shown.colour)
        _draw_note(painter, (area.left, area.bottom - 7), area.width, shown)
        return
    painter.fill_rounded(Area(area.left, rows.top + 22, 26, 5), theme.edge, 2)
    lines = wrapped(shown.note, area.width, BODY)
    for i, line in enumerate(lines[: max(1, (area.bottom - rows.top - 36) // 18)]):
        painter.text(line, (area.left, rows.top + 50 + 18 * i), BODY, shown.tone)


def draw_strip(painter: Painter, area: Area, shown: Shown) -> None:
    """Draws the rows in one line with the note on their right."""
    if shown.brief and text_width(shown.note, SMALL, MEDIUM) > area.width // 3:
        shown = replace(shown, note=shown.brief)
    note_width = min(area.width * 2 // 5, text_width(shown.note, SMALL, MEDIUM) + 16)
    if not shown.rows:
        note = shortened(shown.note, area.width, BODY)
        painter.text(note, (area.left, area.top + area.height / 2 + 5), BODY, shown.tone)
        return
    joined = ("  ".join(shown.rows),)
    rows = Area(area.left, area.top + 6, area.width - note_width - 12, area.height - 12)
    size, fits = fit_rows(joined, rows.width, rows.height, DISPLAY)
    top = rows.top + max(0, (rows.height - leading(size) * len(fits)) / 2)
    for i, row in enumerate(fits):
        painter.text(row, (rows.left, top + size * 0.86 + i * leading(size)), size, shown.colour)
    _draw_note(
        painter,
        (area.right - note_width, area.top + round(area.height / 2) + 5),
        note_width,
        shown,
        SMALL,
    )


def draw_band(painter: Painter, area: Area, shown: Shown) -> None:
    """Draws the rows in huge type, with the note below them."""
    note_size = max(BODY, min(28, area.height // 8))
    rows = Area(area.left, area.top + 6, area.width, area.height - round(note_size * 1.9) - 6)
    stacked = fit_rows(shown.rows or ("",), rows.width, rows.height, HUGE)
    joined = fit_rows(("  ".join(shown.rows),), rows.width, rows.height, HUGE)
    size, fits = max(stacked, joined, key=lambda fitted: fitted[0])
    top = rows.top + max(0, (rows.height - leading(size) * len(fits)) / 2)
    for i, row in enumerate(fits if shown.rows else ()):
        painter.text(
            row,
            (area.left + area.width / 2, top + size * 0.86 + i * leading(size)),
            size,
            shown.colour,
            MEDIUM,
            0.5,
        )
    note = shortened(shown.note, area.width - 200, note_size)
    middle = area.left + area.width / 2
    painter.text(note, (middle, area.bottom - note_size * 0.7), note_size, shown.tone, align=0.5)
    if shown.dot and note:
        at = middle - text_width(note, note_size) / 2 - note_size, area.bottom - note_size * 1.05
        painter.dot(at, note_size * 0.3, shown.dot)


def draw_heading(painter: Painter, area: Area, text: str) -> None:
    """Draws a small heading at the top of an area."""
    fitting = shortened(text, area.width, TINY, MEDIUM)
    painter.text(fitting, (area.left, area.top + 10), TINY, painter.theme.muted, MEDIUM)


def _draw_note(painter: Painter, at: tuple[int, int], width: int, shown: Shown, size: int = BODY) -> None:
    left, baseline = at
    if shown.dot is not None:
        painter.dot((left + 5, baseline - size * 0.36), 4.5, shown.dot)
        left, width = left + 16, width - 16
    painter.text(shortened(shown.note, width, size, MEDIUM), (left, baseline), size, shown.tone, MEDIUM)


def draw_rows(painter: Painter, area: Area, rows: tuple[str, ...], colour: Colour) -> None:
    """Draws the rows of a reading as large as they fit into `area`, from its top left corner."""
    size, fits = fit_rows(rows, area.width, area.height, DISPLAY)
    for i, row in enumerate(fits):
        baseline = area.top + size * 0.80 + i * leading(size)
        painter.text(row, (area.left - size * 0.05, baseline), size, colour)


def leading(size: int) -> float:
    """From one baseline to the next, in pixels."""
    return size * 1.12


@lru_cache(maxsize=64)
def fit_rows(
    rows: tuple[str, ...], width: int, height: int, largest: int = DISPLAY
) -> tuple[int, tuple[str, ...]]:
    """Finds the largest type in which the rows of a reading fit, so that nothing is clipped.

    Rows are broken only where they do not fit even in the smallest type. When there are too many of them, the
    last rows are kept, after an ellipsis: they are what is being written.

    Args:
        rows: at least one.
        width: pixels.
        height: pixels.
        largest: size of type that is not exceeded.

    Returns:
        The size in pixels, and the rows to set.
    """
    low, high = SMALLEST_TYPE, max(SMALLEST_TYPE, largest)
    if _fit(rows, width, height, low):
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if _fit(rows, width, height, middle) else (low, middle - 1)
        return low, rows
    for size in range(LARGEST_BROKEN, SMALLEST_TYPE - 1, -1):
        broken = _broken(rows, width, size)
        if len(broken) * leading(size) <= height:
            return size, broken
    broken = _broken(rows, width, SMALLEST_TYPE)
    kept = max(1, int(height // leading(SMALLEST_TYPE)))
    return SMALLEST_TYPE, ((ELLIPSIS, *broken[-(kept - 1) :]) if kept > 1 else broken[-1:])


def _fit(rows: tuple[str, ...], width: int, height: int, size: int) -> bool:
    return len(rows) * leading(size) <= height and all(text_width(row, size) <= width for row in rows)


def _broken(rows: tuple[str, ...], width: int, size: int) -> tuple[str, ...]:
    most = max(1, int(width / max(text_width("0", size), 1)))
    return tuple(row[i : i + most] for row in rows for i in range(0, len(row), most))
