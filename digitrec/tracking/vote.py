"""Combines the frames of a scene by a vote on every digit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from digitrec.tracking.scene import Look, Sighting
from digitrec.types import Digit, Glyph, Line, Reading

LEAST_WEIGHT = 0.1  # of a frame, however blurred
ENOUGH = 8  # frames over which the shape of a digit is averaged


@dataclass(frozen=True, slots=True)
class Vote:
    """The outcome.

    Args:
        reading: the digits that most frames show, each with the label that has the most votes; boxes are the
            newest, glyphs the average of the last frames.
        strength: how clear it is, 0 to 1: the share of the votes that the least certain digit has, in it or
            against it.
    """

    reading: Reading = field(default_factory=Reading)
    strength: float = 0.0


def vote(looks: tuple[Look, ...]) -> Vote:
    """Puts the digits of all frames to the vote; the order of the frames does not matter for the text.

    A digit is in if frames of more than half of the weight show it. Two ways to cut the same ink apart are
    never both in, for no frame shows both.
    """
    if not looks:
        return Vote()
    weights = weights_of(looks)
    total = sum(weights)
    seen: dict[int, list[tuple[float, Sighting]]] = defaultdict(list)
    for look, weight in zip(looks, weights, strict=True):
        for sighting in look.sightings:
            seen[sighting.track].append((weight, sighting))
    present = {track: sum(weight for weight, _ in own) / total for track, own in seen.items()}
    chosen = {track for track, share in present.items() if share > 0.5}
    digits = {track: _digit(seen[track], present[track]) for track in chosen}
    against = [
        present[track] * max(sighting.digit.confidence for _, sighting in own)
        for track, own in seen.items()
        if track not in chosen
    ]
    supports = [digit.confidence for digit in digits.values()]
    strength = min([1.0 - max(against, default=0.0), *supports])
    return Vote(_reading(looks, weights, digits), strength if digits else 0.0)


def weights_of(looks: tuple[Look, ...]) -> list[float]:
    """How much each frame counts: 1 for one as sharp as the sharper half, less for a blurred one."""
    sharp = sorted(look.sharpness for look in looks)[len(looks) * 3 // 4]
    if sharp <= 0:
        return [1.0] * len(looks)
    return [max(LEAST_WEIGHT, min(1.0, look.sharpness / sharp) ** 2) for look in looks]


def _digit(own: list[tuple[float, Sighting]], present: float) -> Digit:
    """The digit of one track: the weighted mean of what the frames say, and of how many show it."""
    weights = np.array([weight for weight, _ in own])
    mean = weights @ np.array([sighting.digit.probabilities for _, sighting in own]) / weights.sum()
    newest = own[-1][1].digit
    label = int(mean.argmax())
    confidence = min(1.0, float(mean[label]) * min(1.0, present))
    shares = tuple(float(share) for share in mean)
    return Digit(label, confidence, newest.box, shares, _average(own), _sign(own))


def _sign(own: list[tuple[float, Sighting]]) -> str:
    """The sign that most frames see before a digit."""
    votes: dict[str, float] = defaultdict(float)
    for weight, sighting in own:
        votes[sighting.digit.sign_before] += weight
    return max(votes, key=votes.__getitem__)


def _average(own: list[tuple[float, Sighting]]) -> Glyph | None:
    shapes = [(weight, sighting.digit.glyph) for weight, sighting in own if sighting.digit.glyph is not None]
    shapes = shapes[-ENOUGH:]
    if not shapes:
        return None
    weights = np.array([weight for weight, _ in shapes], np.float32)
    return np.tensordot(weights / weights.sum(), np.stack([glyph for _, glyph in shapes]), axes=1)


def _reading(looks: tuple[Look, ...], weights: list[float], digits: dict[int, Digit]) -> Reading:
    """Puts the chosen digits in lines: each stands where it stood in most frames."""
    votes: dict[int, dict[int, float]] = {track: defaultdict(float) for track in digits}
    for look, weight in zip(looks, weights, strict=True):
        own = [sighting for sighting in look.sightings if sighting.track in digits]
        ranks = {line: rank for rank, line in enumerate(sorted({sighting.line for sighting in own}))}
        for sighting in own:
            votes[sighting.track][ranks[sighting.line]] += weight
    lines: dict[int, list[Digit]] = defaultdict(list)
    for track, digit in digits.items():
        line = max(sorted(votes[track]), key=votes[track].__getitem__)
        lines[line].append(digit)
    return Reading(
        tuple(
            Line(tuple(sorted(lines[line], key=lambda digit: (digit.box.centre[0], digit.box.left))))
            for line in sorted(lines)
        )
    )
