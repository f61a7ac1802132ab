"""Ruled lines, squares, cell borders and frames: found by their length, taken out without cutting the digits.

A rule is a run of ink much longer than a digit is wide, straight, and no wider than a stroke. Where a
stroke of writing crosses it, the ink above and below the rule continues, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Ink

TIGHT = 0.7  # of the image's height: a crop whose writing is this tall shows no frame
BARE = 0.12  # of the ink: if no more is left without the rules, these were the writing

Mask = NDArray[np.uint8]  # (H, W): 0 or 1


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What counts as a rule; lengths in widths of a stroke unless said otherwise."""

    length: float = 45.0  # longer than any digit is wide
    share: float = 0.92  # of the image's width: enough for a level rule in images too small for that length
    margin: float = 0.16  # of the image's height: in this margin, where frames are, ...
    margin_share: float = 0.82  # ... a level rule may be shorter
    short_of: float = 0.11  # of the image's width: so near to either side it must come then, ...
    widest: float = 1.5  # of the image's height: ... unless it is longer than any digit in it is wide
    side_margin: float = 0.09  # of the image's width: in small images upright rules are looked for here only
    shortest: float = 12.0
    thickest: float = 2.0
    bridge: float = 2.0  # gaps in a rule shorter than this are bridged
    slope: float = 0.09  # rise over run that still counts as level
    bend: float = 0.12  # standard deviation of its middle from a straight line, and as much again ...
    curl: float = 0.0015  # ... of its length, for paper that is not flat
    edge: float = 1.0  # pixels beside its typical thickness that are taken out with it
    covered: float = 0.8  # of its columns have ink: the feet of digits in a row have gaps between them
    hung: float = 1.6  # times its typical thickness, and two pixels: there a digit stands on it


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What rules cover: (H, W) masks of 0 and 1.

    Args:
        level: pixels of rules that run level.
        upright: pixels of rules that run upright.
        writing: pixels on a rule where the ink is too thick to be the rule alone: a digit stands there or
            crosses it.
    """

    level: Mask
    upright: Mask
    writing: Mask

    @property
    def all(self) -> Mask:
        """Every pixel of a rule."""
        both: Mask = self.level | self.upright
        return both


def find_rules(ink: Ink, stroke: float, settings: RuleSettings = RuleSettings()) -> Rules:
    """Finds level and upright rules in an ink map.

    Args:
        ink: (H, W) uint8, 128 is the threshold of ink.
        stroke: typical width of the strokes in pixels.
        settings: what counts as a rule.

    Returns:
        The rules; none where they are all that was written.
    """
    level, on_level = _level_rules(ink, stroke, settings)
    # An upright stroke as long as a small image is tall may well be a 1, or the back of a 6.
    sides = replace(settings, share=2.0, margin=settings.side_margin)
    turned, on_turned = _level_rules(np.asarray(cv2.transpose(ink), np.uint8), stroke, sides)
    upright = np.asarray(cv2.transpose(turned), np.uint8)
    if not (level.any() or upright.any()):
        return Rules(level, upright, on_level)
    plain: Ink = np.where((level | upright) > 0, 0, ink).astype(np.uint8)
    if upright.any() and not level.any() and is_tight(plain):
        upright[:] = 0  # a crop as tall as its digits: what looks like its frame is a 1
    elif not (level.any() and upright.any()) and is_bare(plain, ink):
        level[:] = upright[:] = 0
    # Where rules cross, each is thick in the direction of the other.
    writing = (on_level & ~upright) | (np.ascontiguousarray(on_turned.T) & ~level)
    return Rules(level, upright, writing)


def _level_rules(ink: Ink, stroke: float, settings: RuleSettings) -> tuple[Mask, Mask]:
    """The pixels of rules that run from left to right, and those of the writing on them."""
    height, width = ink.shape
    mask = (ink >= 96).astype(np.uint8)
    rules, writing = np.zeros_like(mask), np.zeros_like(mask)
    shortest = max(settings.shortest * stroke, min(settings.margin_share * width, settings.length * stroke))
    if shortest > width:
        return rules, writing
    bridge = max(3, round(settings.bridge * stroke)) | 1
    if cv2.boundingRect(mask)[2] + 2 * bridge < shortest:
        return rules, writing
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    # A sloping rule is a chain of level steps: look for runs of a step's length, then for straight chains.
    step = max(5, min(round(shortest / 3), round(max(1.0, 0.7 * stroke) / settings.slope))) | 1
    middles = cv2.erode(joined, np.ones((1, step), np.uint8))
    if cv2.boundingRect(middles)[2] + step < shortest:
        return rules, writing
    runs = cv2.dilate(middles, np.ones((1, step), np.uint8))
    if cv2.boundingRect(runs)[2] < shortest:
        return rules, writing
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    for label in range(1, count):
        left, top, w, h, _ = stats[label]
        if w < shortest:
            continue
        chain = labels[top : top + h, left : left + w] == label
        margin = settings.margin * height
        in_margin = top + h <= margin or top >= height - margin
        # The bar of a 5 or the foot of a 2 may be as long as a frame in a narrow crop, but ends sooner.
        in_margin &= w > settings.widest * height or max(left, width - left - w) <= settings.short_of * width
        long_enough = min(settings.share * width, settings.length * stroke)
        wanted = shortest if in_margin else max(shortest, long_enough)
        if w >= wanted:
            straight = _straight_band(chain, stroke, settings)
            if straight is None:
                continue
            line, thickness = straight
            reach = round(settings.hung * thickness) + 2
            y, x = max(0, top - reach), slice(left, left + w)
            around = np.ascontiguousarray(mask[y : top + h + reach, x])
            away = np.abs(np.arange(y, y + len(around))[:, None] - top - line[None, :])
            if (around & (away <= 0.5)).any(axis=0).mean() < settings.covered:
                continue
            band = (away <= 0.5 * thickness + settings.edge).astype(np.uint8)
            kernel = np.ones((reach, 1), np.uint8)
            thick = cv2.morphologyEx(around, cv2.MORPH_OPEN, kernel, borderValue=0) & band
            rules[y : y + len(around), x] |= band & around
            writing[y : y + len(around), x] |= thick
    return rules, writing & rules


def _straight_band(
    chain: NDArray[np.bool_], stroke: float, settings: RuleSettings
) -> tuple[NDArray[np.float64], float] | None:
    """The row of a chain's middle in every column, and its thickness; None if it is crooked or thick."""
    counts = chain.sum(axis=0)
    columns = np.flatnonzero(counts)
    rows = np.arange(chain.shape[0], dtype=np.float64)
    centres = (rows @ chain)[columns] / counts[columns]
    thickness = float(np.median(counts[columns]))
    slope, start = np.polyfit(columns, centres, 1)
    near = np.abs(centres - (slope * columns + start)) <= 0.75 * stroke + 1
    if thickness > settings.thickest * stroke + 1 or np.count_nonzero(near) < 0.6 * len(columns):
        return None
    slope, start = np.polyfit(columns[near], centres[near], 1)
    deviation = float(np.std(centres[near] - (slope * columns[near] + start)))
    if abs(slope) > settings.slope or deviation > settings.bend * stroke + settings.curl * chain.shape[1]:
        return None
    return slope * np.arange(chain.shape[1]) + start, thickness


def is_tight(ink: Ink) -> bool:
    """Whether the writing fills the height of the image."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink >= 128).astype(np.uint8), connectivity=8)
    return len(stats) > 1 and bool(stats[1:, cv2.CC_STAT_HEIGHT].max() >= TIGHT * ink.shape[0])


def is_bare(rest: Ink, ink: Ink, share: float = BARE) -> bool:
    """Whether next to nothing is left without the rules: then these were the writing."""
    return bool(np.count_nonzero(rest >= 128) < share * np.count_nonzero(ink >= 128))


def mend_crossings(ink: Ink, rest: Ink, rules: Rules, stroke: float) -> Ink:
    """Gives back the ink of strokes that cross a rule: what lies between ink on both sides of it.

    Args:
        ink: (H, W) uint8 with the rules.
        rest: (H, W) uint8 without them.
        rules: where they are.
        stroke: typical width of the strokes in pixels.

    Returns:
        (H, W) uint8: `rest` with its strokes whole.
    """
    reach = max(3, round(2.2 * stroke)) | 1
    writing = (rest >= 128).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    level, upright, slanted = (
        cv2.morphologyEx(writing, cv2.MORPH_CLOSE, kernel) > 0
        for kernel in (np.ones((reach, 1), np.uint8), np.ones((1, reach), np.uint8), disc)
    )
    back = ((rules.level > 0) & (level | slanted)) | ((rules.upright > 0) & (upright | slanted))
    back |= rules.writing > 0
    kept: Ink = np.where(back, np.maximum(ink, rest), rest).astype(np.uint8)
    return kept
