"""Boxes around digits and around refused ink, with labels that cover no other box."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from digitrec.percent import percent, percent_figure
from digitrec.types import Box, Digit, Reading, Refused
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.labels import (
    ONE_LINE,
    SMALLEST,
    TWO_LINES,
    Label,
    Mark,
    label_beside,
    one_line,
    place_labels,
)
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.theme import MEDIUM, SMALL, TINY, Colour

BOX_AIR = 5  # pixels between a digit and its box
DOUBT_MARK = "?"  # behind a doubtful label, for those who do not see its colour; alone on refused ink
Item: TypeAlias = Digit | Refused


def draw_boxes(
    painter: Painter,
    reading: Reading,
    selected: Item | None,
    bounds: Area,
    place: Callable[[Box], Area],
    on_photo: bool = False,
) -> None:
    """Draws a box with label and confidence around every digit, and a dashed one around refused ink.

    Args:
        painter: of the window.
        reading: what was read.
        selected: the digit or refused ink that stands out; refused ink then tells its reason.
        bounds: the picture; nothing is drawn outside.
        place: from pixels of the reading to pixels of the window.
        on_photo: whether the picture is no plain paper: then dashes have their gaps filled, to be seen.
    """
    rows: list[tuple[Item, ...]] = [line.digits for line in reading.lines]
    rows += [(part,) for part in reading.refused]
    marks = tuple(tuple(_mark(item, item is selected, bounds, place) for item in row) for row in rows)
    labels = place_labels(marks, bounds)
    last: tuple[Item, Mark, Label] | None = None
    for items, row, beside in zip(rows, marks, labels, strict=True):
        for item, mark, label in zip(items, row, beside, strict=True):
            if item is selected:
                told = label is not None and (label.form == ONE_LINE or isinstance(item, Digit))
                last = item, mark, label if told and label else label_beside(mark, bounds)
                continue
            _draw_box(painter, item, mark, label, False, on_photo)
    if last is not None:
        _draw_box(painter, *last, True, on_photo)


def item_at(reading: Reading, x: float, y: float) -> int | None:
    """The index of what was read or refused at a point: digits first, as `items_of` has them."""
    hits = [i for i, item in enumerate(items_of(reading)) if item.box.contains(x, y)]
    return hits[0] if hits else None


def items_of(reading: Reading) -> tuple[Item, ...]:
    """The digits in reading order, and after them the refused ink."""
    return (*reading.digits, *reading.refused)


def colour_of(painter: Painter, item: Item) -> tuple[Colour, Colour]:
    """The colours of an item's box and of text about it."""
    theme = painter.theme
    if isinstance(item, Refused):
        return theme.faint, theme.faint
    return (theme.doubtful, theme.doubtful_text) if item.doubtful else (theme.accent, theme.accent)


def _mark(item: Item, chosen: bool, bounds: Area, place: Callable[[Box], Area]) -> Mark:
    area = place(item.box)
    left, top = max(bounds.left + 1, area.left - BOX_AIR), max(bounds.top + 1, area.top - BOX_AIR)
    right, bottom = min(bounds.right - 1, area.right + BOX_AIR), min(bounds.bottom - 1, area.bottom + BOX_AIR)
    box = Area(left, top, max(1, right - left), max(1, bottom - top))
    if isinstance(item, Refused):
        return Mark(box, DOUBT_MARK, item.reason if chosen else "")
    name = f"{item.label}{DOUBT_MARK if item.doubtful else ''}"
    return Mark(box, name, percent(item.confidence), percent_figure(item.confidence))


def _draw_box(
    painter: Painter, item: Item, mark: Mark, label: Label | None, chosen: bool, on_photo: bool
) -> None:
    line, ink = colour_of(painter, item)
    if isinstance(item, Refused):
        if on_photo:
            painter.outline(mark.box, painter.theme.paper, 2 if chosen else 1)
        painter.dashes(mark.box, line, 2 if chosen else 1)
    else:
        painter.outline(mark.box, line, 2 if chosen else 1)
    if label is not None:
        _draw_label(painter, mark, label, line if chosen else None, ink)


def _draw_label(painter: Painter, mark: Mark, label: Label, fill: Colour | None, ink: Colour) -> None:
    area = label.area
    painter.veil(area)
    if fill is not None:
        painter.fill_rounded(area, fill)
        ink = painter.theme.on(fill)
    size = TINY if label.form == SMALLEST else SMALL
    name = one_line(mark) if label.form == ONE_LINE else mark.name
    baseline = area.top + (10 if label.form == SMALLEST else 13)
    painter.text(name, (area.left + area.width / 2, baseline), size, ink, MEDIUM, 0.5)
    if label.form == TWO_LINES:
        painter.text(mark.short_note, (area.left + area.width / 2, baseline + 12), TINY, ink, align=0.5)
