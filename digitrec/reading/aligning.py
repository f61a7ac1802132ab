"""Places digits that a user says are there: which ink is which, where the reading has more or fewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from digitrec.errors import DataError
from digitrec.handwriting.store import LabelledGlyph
from digitrec.page.components import union_ink
from digitrec.page.normalise import stroke_width
from digitrec.page.segment import WrittenLine, cut_line, segment
from digitrec.reading.decode import Candidate, DecodeSettings, candidates, may_be_cut, moves
from digitrec.reading.reader import Reader
from digitrec.types import Glyph, Image, Ink, Probabilities, Reading

LEAST = -4.0  # natural logarithm: however little ink looks like the digit that it is said to be
MISSING = -60.0  # the price of a digit that gets no ink: paid only where there is not enough
Move = tuple[int, int, "Candidate | None", np.ndarray]  # end, start, candidate, (10,) scores; None = no digit


@dataclass(frozen=True, slots=True)
class _Step:
    """The last step of the best way to a place, with so many digits placed."""

    start: int = -1
    candidate: Candidate | None = None
    placed: bool = False
    missed: bool = False


def labelled_glyphs(
    reading: Reading, digits: Sequence[int], align: Callable[[], list[Glyph]]
) -> list[LabelledGlyph]:
    """What is taught by saying which digits stand there.

    Args:
        reading: what was read.
        digits: what stands there, 0 to 9 each.
        align: gives the glyphs of the digits where the reading has more or fewer.

    Raises:
        DataError: no digit was said, or `align` found no ink for one.
    """
    if not digits:
        raise DataError("Nothing was stored: type the digits that stand there, 0 to 9.")
    glyphs = [digit.glyph for digit in reading.digits if digit.glyph is not None]
    own = glyphs if len(glyphs) == len(reading.digits) == len(digits) else align()
    return list(zip(own, digits, strict=True))


def glyphs_of_drawing(reader: Reader, ink: Ink, digits: Sequence[int]) -> list[Glyph]:
    """The glyphs of a drawing that are these digits, in reading order.

    Args:
        reader: its model says what ink looks like.
        ink: (H, W) uint8, 0 = paper, 255 = ink.
        digits: 0 to 9 each.

    Raises:
        DataError: there is no ink for some of them; the message names these.
    """
    return _placed(reader, segment(ink, stroke_width((ink >= 128).astype(np.uint8))), digits)


def glyphs_of_image(reader: Reader, image: Image, digits: Sequence[int]) -> list[Glyph]:
    """The glyphs of an image, which is the right way up, that are these digits; else as `glyphs_of_drawing`.

    Raises:
        DataError: see `glyphs_of_drawing`.
        ModelError: there is no model that finds numbers in images.
    """
    placed = reader.page.read(image).lines
    tops = [
        one.place.box_on_image(union_ink(one.line.components).box, image.shape).centre[1] for one in placed
    ]
    return _placed(reader, [placed[i].line for i in np.argsort(tops, kind="stable")], digits)


def _placed(reader: Reader, lines: Sequence[WrittenLine], digits: Sequence[int]) -> list[Glyph]:
    settings = DecodeSettings()
    cut = [cut_line(line, set(may_be_cut(line, settings))) for line in lines]
    found: list[Move] = []
    base = 0
    for line in cut:
        own = candidates(line, settings)
        seen = _looked_at(reader, own)
        for end, start, scores, index in moves(line, own, seen, settings):
            found.append((base + end, base + start, None if index is None else own[index], scores))
        base += len(line.components)
    chosen, missing = _best_way(base, found, digits)
    if missing:
        named = " and ".join(f"the {digits[i]} at place {i + 1}" for i in missing)
        raise DataError(
            f"Nothing was stored: there is no ink for {named} of {''.join(map(str, digits))}. "
            "Type the digits that stand there, or write them further apart."
        )
    return [candidate.component.glyph for candidate in chosen]


def _looked_at(reader: Reader, own: Sequence[Candidate]) -> Probabilities:
    if not own:
        return np.zeros((0, 10), np.float32)
    return reader.engine.probabilities(np.stack([one.component.glyph for one in own]))


def _best_way(places: int, found: Sequence[Move], digits: Sequence[int]) -> tuple[list[Candidate], list[int]]:
    """The best way through all lines on which the digits stand in this order.

    Returns:
        Their candidates, and the places among `digits` of those for which there is no ink.
    """
    wanted = np.asarray(digits, np.int64)
    scores = np.full((places + 1, len(wanted) + 1), -np.inf)
    scores[0, 0] = 0.0
    steps = [[_Step()] * (len(wanted) + 1) for _ in range(places + 1)]
    by_end: dict[int, list[Move]] = {}
    for move in found:
        by_end.setdefault(move[0], []).append(move)
    for end in range(places + 1):
        for _, start, candidate, own in by_end.get(end, []):
            reached = scores[start] + own[0] if candidate is None else scores[start, :-1] + _told(own, wanted)
            first = 0 if candidate is None else 1
            for count in map(int, np.flatnonzero(reached > scores[end, first:])):
                scores[end, first + count] = reached[count]
                steps[end][first + count] = _Step(start, candidate, candidate is not None)
        for count in range(1, len(wanted) + 1):
            if scores[end, count - 1] + MISSING > scores[end, count]:
                scores[end, count] = scores[end, count - 1] + MISSING
                steps[end][count] = _Step(end, missed=True)
    chosen, missing, at, count = [], [], places, len(wanted)
    while at > 0 or count > 0:
        step = steps[at][count]
        if step.candidate is not None:
            chosen.append(step.candidate)
        elif step.missed:
            missing.append(count - 1)
        at, count = step.start, count - (step.placed or step.missed)
    return chosen[::-1], missing[::-1]


def _told(scores: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """How well a candidate is each of the wanted digits, never hopelessly bad."""
    return np.asarray(np.maximum(scores, scores.max() + LEAST)[wanted])
