"""Where the labels of boxes stand: beside no other label, and over no other box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.text import text_width
from digitrec.ui.widgets.theme import MEDIUM, SMALL, TINY

ONE_LINE, TWO_LINES, NAME_ONLY, SMALLEST = "one line", "two lines", "name only", "smallest"
FORMS = (ONE_LINE, TWO_LINES, NAME_ONLY, SMALLEST)  # in the order in which they are tried
HEIGHTS = {ONE_LINE: 18, TWO_LINES: 29, NAME_ONLY: 18, SMALLEST: 13}  # pixels
PLACES = ("above", "below")


@dataclass(frozen=True, slots=True)
class Mark:
    """A box that wants a label.

    Args:
        box: in pixels of the window.
        name: what comes first, e.g. "7".
        note: what follows where there is room, e.g. "98 %"; may be empty.
        short_note: the same for narrow labels, e.g. "98".
    """

    box: Area
    name: str
    note: str = ""
    short_note: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in its place: `form` is one of `FORMS`."""

    area: Area
    form: str


@lru_cache(maxsize=8)
def place_labels(rows: tuple[tuple[Mark, ...], ...], bounds: Area) -> tuple[tuple[Label | None, ...], ...]:
    """Finds a place for the label of each box.

    All labels of a row have the same form and stand on the same side, if there is one for which none covers a
    box or a label; else each is put where it can be. A label without a place is left out.

    Args:
        rows: the boxes of each line of writing.
        bounds: no label leaves them.
    """
    boxes = _corners([mark.box for row in rows for mark in row])
    taken = np.zeros((0, 4), np.int64)
    placed: list[tuple[Label | None, ...]] = []
    for row in rows:
        labels = _row_labels(row, bounds, boxes, taken)
        placed.append(labels)
        new = [label.area for label in labels if label is not None]
        taken = np.vstack([taken, _corners(new)])
    return tuple(placed)


def _row_labels(
    row: tuple[Mark, ...], bounds: Area, boxes: NDArray[np.int64], taken: NDArray[np.int64]
) -> tuple[Label | None, ...]:
    for form in FORMS:
        for place in PLACES:
            areas = [_label_area(mark, form, place, bounds) for mark in row]
            corners = _corners(areas)
            alone = not _overlaps(corners, np.vstack([boxes, taken])).any()
            apart = not (_overlaps(corners, corners) & ~np.eye(len(row), dtype=bool)).any()
            if alone and apart:
                return tuple(Label(area, form) for area in areas)
    labels: list[Label | None] = []
    for mark in row:
        label = _single(mark, bounds, np.vstack([boxes, taken]))
        labels.append(label)
        if label is not None:
            taken = np.vstack([taken, _corners([label.area])])
    return tuple(labels)


def _single(mark: Mark, bounds: Area, hindrances: NDArray[np.int64]) -> Label | None:
    for form in FORMS[1:]:
        for place in PLACES:
            area = _label_area(mark, form, place, bounds)
            if not _overlaps(_corners([area]), hindrances).any():
                return Label(area, form)
    return None


def label_beside(mark: Mark, bounds: Area) -> Label:
    """A label in full for the selected box, whatever it covers."""
    above = mark.box.top - HEIGHTS[ONE_LINE] >= bounds.top
    return Label(_label_area(mark, ONE_LINE, "above" if above else "below", bounds), ONE_LINE)


def _label_area(mark: Mark, form: str, place: str, bounds: Area) -> Area:
    width, height = _label_width(mark, form), HEIGHTS[form]
    top = mark.box.top - height if place == "above" else mark.box.bottom
    if top < bounds.top or top + height > bounds.bottom:  # no room on this side: where it covers its own box
        top = min(max(mark.box.top, bounds.top), bounds.bottom - height)
    left = round(mark.box.left + (mark.box.width - width) / 2)
    return Area(min(max(left, bounds.left), max(bounds.left, bounds.right - width)), top, width, height)


def _label_width(mark: Mark, form: str) -> int:
    if form == ONE_LINE:
        return text_width(one_line(mark), SMALL, MEDIUM) + 10
    if form == TWO_LINES:
        return max(text_width(mark.name, SMALL, MEDIUM), text_width(mark.short_note, TINY)) + 4
    return text_width(mark.name, SMALL if form == NAME_ONLY else TINY, MEDIUM) + 4


def one_line(mark: Mark) -> str:
    """Name and note."""
    return f"{mark.name}  {mark.note}" if mark.note else mark.name


def _corners(areas: Sequence[Area]) -> NDArray[np.int64]:
    corners = [(area.left, area.top, area.right, area.bottom) for area in areas]
    return np.array(corners, np.int64).reshape(-1, 4)


def _overlaps(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs cover a common pixel: (N, M) bool."""
    a, b = one[:, None], other[None]
    across = np.minimum(a[..., 2], b[..., 2]) > np.maximum(a[..., 0], b[..., 0])
    down = np.minimum(a[..., 3], b[..., 3]) > np.maximum(a[..., 1], b[..., 1])
    return np.asarray(across & down, np.bool_)
