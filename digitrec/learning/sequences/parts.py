"""Parts of a written line, and how they are put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.strings import HEIGHT
from digitrec.types import Ink

REACH = HEIGHT // 14  # pixels: what lies so far above or below a stroke keeps its distance too


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """A line as ink.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink; no paper around it.
        owners: (H, W) uint8, 1 where the first character is inked, 2 for the second, ...; 0 for paper and
            what is not to be read. Of a number that was written whole, all its ink is 1.
        text: its digits and signs; "" for a word.
    """

    ink: Ink
    owners: Ink
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A character, or a mark that is none.

    Args:
        ink: (H, W) uint8, no paper around it.
        top: pixels below the top of the digits' common height.
        gap: heights from the ink before it.
        character: what it is read as; "" for nothing.
        overlap: of the box before it, in widths; then the gap does not count.
    """

    ink: Ink
    top: int
    gap: float
    character: str = ""
    overlap: float | None = None


def in_a_row(parts: Sequence[Part]) -> Composed:
    """Draws the parts from left to right, each at its distance from the ink before it."""
    low = min(part.top for part in parts)
    height = max(part.top + part.ink.shape[0] for part in parts) - low
    room = sum(part.ink.shape[1] for part in parts) + 2 * HEIGHT * (len(parts) + 1)
    ink, owners = np.zeros((height, room), np.uint8), np.zeros((height, room), np.uint8)
    edge = np.full(height, -(10**6), np.int64)  # the last inked column of every row
    left, right, text = HEIGHT, HEIGHT, ""
    for index, part in enumerate(parts):
        rows = slice(part.top - low, part.top - low + part.ink.shape[0])
        if index:
            left = _start(part, edge, rows, left, right)
        window = ink[rows, left : left + part.ink.shape[1]]
        if part.character:
            text += part.character
            owners[rows, left : left + part.ink.shape[1]][part.ink >= 128] = len(text)
        np.maximum(window, part.ink, out=window)
        inked = part.ink >= 128
        last = left + part.ink.shape[1] - 1 - inked[:, ::-1].argmax(axis=1)
        edge[rows] = np.where(inked.any(axis=1), np.maximum(edge[rows], last), edge[rows])
        right = max(right, left + part.ink.shape[1])
    x, y, w, h = cv2.boundingRect(ink)
    return Composed(ink[y : y + h, x : x + w].copy(), owners[y : y + h, x : x + w].copy(), text)


def _start(part: Part, edge: NDArray[np.int64], rows: slice, before: int, right: int) -> int:
    """The column where a part begins, so that its ink keeps the distance it should."""
    width = int(part.ink.shape[1])
    if part.overlap is not None:
        return max(before + 1, right - round(part.overlap * min(float(width), right - before)))
    inked = part.ink >= 128
    first = np.where(inked.any(axis=1), inked.argmax(axis=1), 10**6)
    reached = np.asarray(cv2.dilate(edge[:, None].astype(np.float32), np.ones((2 * REACH + 1, 1)))).ravel()
    contact = int(np.max(reached[rows] - first))
    # Where nothing is on its level (a dash far above) it still stands to the right of the last middle.
    return max(contact + 1 + round(part.gap * HEIGHT), right - round(min(width, HEIGHT) / 2), before + 1)
