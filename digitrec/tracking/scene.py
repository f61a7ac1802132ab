"""Follows digits over the frames of one scene: a page that is held before the camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from digitrec.types import Box, Digit, Glyph, Reading

MEMORY = 1.0  # seconds: the looks that are kept, and how long a digit out of sight is still known
LEAST_OVERLAP = 0.25  # intersection over union of the boxes of one digit in two frames
LEAST_LIKENESS = 0.8  # cosine of the glyphs of one digit in two frames
SAME_PLACE = 0.7  # intersection over union of the whole of a number in two frames
NEWEST = 0.25  # of a track's glyph comes from the newest frame


@dataclass(frozen=True, slots=True)
class Track:
    """A digit that is followed.

    Args:
        number: its own, among all of its scene.
        digit: as it was last seen.
        glyph: its average shape.
        seconds: when it was last seen.
    """

    number: int
    digit: Digit
    glyph: Glyph | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Sighting:
    """A digit in one frame: which track it belongs to, and in which line it stood."""

    track: int
    line: int
    digit: Digit


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame showed.

    Args:
        seconds: the time of the frame.
        sharpness: to be compared with that of other frames.
        sightings: its digits in reading order.
    """

    seconds: float
    sharpness: float
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The frames since something new came into view.

    Args:
        since: when that was, in seconds.
        looks: the frames of the last second, the newest last.
        tracks: the digits seen in them.
        numbered: how many tracks there have been.
        alike: frames in a row that showed something else.
    """

    since: float
    looks: tuple[Look, ...] = ()
    tracks: tuple[Track, ...] = ()
    numbered: int = 0

    @property
    def held(self) -> float:
        """Seconds from the first frame to the newest."""
        return self.looks[-1].seconds - self.since if self.looks else 0.0


def looked(scene: Scene, reading: Reading, seconds: float, sharpness: float = 1.0) -> Scene:
    """The scene after one more frame."""
    places = [(number, digit) for number, line in enumerate(reading.lines) for digit in line.digits]
    partners = _same_text(scene, reading.digits, anywhere=True) or pairs(scene.tracks, reading.digits)
    tracks = {track.number: track for track in scene.tracks}
    sightings = []
    numbered = scene.numbered
    for (line, digit), partner in zip(places, partners, strict=True):
        if partner is None:
            number, numbered = numbered, numbered + 1
            tracks[number] = Track(number, digit, digit.glyph, seconds)
        else:
            number, known = partner, tracks[partner]
            tracks[number] = Track(number, digit, _mixed(known.glyph, digit.glyph), seconds)
        sightings.append(Sighting(number, line, digit))
    looks = (*scene.looks, Look(seconds, sharpness, tuple(sightings)))
    return replace(
        scene,
        looks=tuple(look for look in looks if look.seconds > seconds - MEMORY),
        tracks=tuple(track for track in tracks.values() if track.seconds > seconds - MEMORY),
        numbered=numbered,
    )


def _same_text(scene: Scene, digits: Sequence[Digit], anywhere: bool) -> list[int | None] | None:
    """The tracks of the newest look that says the same, digit for digit; None if no look does.

    Small digits move by more than their width, faint ones change their shape, and those that touch can be cut
    in several ways: in a long number not all would find their own places.

    Args:
        scene: with the looks.
        digits: of a new frame, in reading order.
        anywhere: whether the writing may be another one, elsewhere.
    """
    for look in reversed(scene.looks):
        seen = [sighting.digit for sighting in look.sightings]
        if _text(seen) != _text(digits):
            continue
        if anywhere or same_writing(seen, digits, LEAST_LIKENESS) or _same_place(seen, digits):
            return [sighting.track for sighting in look.sightings]
    return None


def _text(digits: Sequence[Digit]) -> list[int]:
    return [digit.label for digit in digits]


def _same_place(known: Sequence[Digit], new: Sequence[Digit]) -> bool:
    """Whether a number of several digits takes the same space."""
    if len(known) < 2:
        return False
    one, other = (reduce(Box.union, (digit.box for digit in digits)) for digits in (known, new))
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(0, wide) * max(0, high)
    return both >= SAME_PLACE * (one.width * one.height + other.width * other.height - both)


def same_writing(known: Sequence[Digit], new: Sequence[Digit], least: float) -> bool:
    """Whether digits that say the same do so in shapes whose mean cosine is at least `least`."""
    glyphs, others = ([digit.glyph for digit in row if digit.glyph is not None] for row in (known, new))
    if not len(glyphs) == len(others) == len(known) > 0:
        return True  # nothing to tell them apart by
    return float(np.diag(likeness(glyphs, others)).mean()) >= least


def belongs(scene: Scene, reading: Reading) -> bool:
    """Whether a frame shows the same page: all its digits, or half of them or of the known ones, match."""
    digits = reading.digits
    if not digits or not scene.looks:
        return False
    if _same_text(scene, digits, anywhere=False) is not None:
        return True
    same = sum(partner is not None for partner in pairs(scene.tracks, digits))
    last = next((len(look.sightings) for look in reversed(scene.looks) if look.sightings), 0)
    return same > 0 and 2 * same >= min(len(digits), last)


def pairs(tracks: tuple[Track, ...], digits: list[Digit] | tuple[Digit, ...]) -> list[int | None]:
    """For each digit of a frame the number of its track, or None.

    Two belong together when each is the other's best: they overlap, once the movement of the whole page is
    taken out, and look alike.
    """
    if not tracks or not digits:
        return [None] * len(digits)
    known, new = _corners([track.digit for track in tracks]), _corners(digits)
    likeness = _likeness(tracks, digits)
    score = _score(known, new, likeness)
    rows, columns = _mutual(score)
    if len(rows):
        centres_known, centres_new = (boxes[:, :2] + boxes[:, 2:] for boxes in (known, new))
        shift = np.median(centres_new[columns] - centres_known[rows], axis=0) / 2
        score = _score(known + np.tile(shift, 2), new, likeness)
        rows, columns = _mutual(score)
    found: list[int | None] = [None] * len(digits)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        found[column] = tracks[row].number
    return found


def _corners(digits: list[Digit] | tuple[Digit, ...]) -> NDArray[np.float64]:
    """(N, 4): left, top, right, bottom."""
    boxes = [digit.box for digit in digits]
    return np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], np.float64)


def _score(
    known: NDArray[np.float64], new: NDArray[np.float64], likeness: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(K, N): overlap plus likeness; 0 where two cannot be the same digit."""
    low = np.maximum(known[:, None, :2], new[None, :, :2])
    high = np.minimum(known[:, None, 2:], new[None, :, 2:])
    both = np.prod(np.maximum(high - low, 0), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (known, new)]
    overlap = both / (areas[0][:, None] + areas[1][None, :] - both)
    possible = (overlap >= LEAST_OVERLAP) & (likeness >= LEAST_LIKENESS)
    score: NDArray[np.float64] = np.where(possible, overlap + likeness, 0.0)
    return score


def _mutual(score: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs in which each is the other's best."""
    best = score.argmax(axis=1)
    rows = np.flatnonzero((score.max(axis=1) > 0) & (score.argmax(axis=0)[best] == np.arange(len(score))))
    return rows, np.asarray(best[rows], np.intp)


def _likeness(tracks: tuple[Track, ...], digits: list[Digit] | tuple[Digit, ...]) -> NDArray[np.float64]:
    """(K, N): cosine of the glyphs; where one is missing, 1 for the same label and 0 for another."""
    shapes = [track.glyph for track in tracks], [digit.glyph for digit in digits]
    known = [glyph for glyph in shapes[0] if glyph is not None]
    new = [glyph for glyph in shapes[1] if glyph is not None]
    if len(known) == len(tracks) and len(new) == len(digits):
        return likeness(known, new)
    labels = [track.digit.label for track in tracks], [digit.label for digit in digits]
    return np.asarray(np.array(labels[0])[:, None] == np.array(labels[1])[None, :], np.float64)


def likeness(known: list[Glyph], new: list[Glyph]) -> NDArray[np.float64]:
    """(K, N): the cosine between the shapes of glyphs, 1 for the same."""
    rows, columns = (np.stack(glyphs).reshape(len(glyphs), -1).astype(np.float64) for glyphs in (known, new))
    norms = (np.linalg.norm(rows, axis=1)[:, None] * np.linalg.norm(columns, axis=1)[None, :]).clip(1e-9)
    return np.asarray(rows @ columns.T / norms, np.float64)


def _mixed(known: Glyph | None, new: Glyph | None) -> Glyph | None:
    if known is None or new is None:
        return new
    return ((1 - NEWEST) * known + NEWEST * new).astype(np.float32)
