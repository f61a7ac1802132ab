"""Whether what was read is writing at all, or a border, a branch, a shadow that looks like digits.

A border may be read as a 1 with full confidence, so that a digit's own confidence does not tell. How certain
the finder is does, how many digits there are, and of how many pieces the ink is. An image that digits fill,
somebody cut out around them. A logistic regression weighs all that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

import numpy as np

from digitrec.reading.order import ReadLine
from digitrec.types import Line

LIKELY = 0.65  # probability: a line less likely to be writing is none, for silence is better than nonsense
SURE = 0.9  # a line without a digit as sure as this is none: most are wrong, on composed pages
LARGE = 0.4  # of the shorter side of an image: it was cut out around digits that are taller
NEVER, ALWAYS = 1e-4, 1 - 1e-4  # confidences are not taken for more than that


class Evidence(NamedTuple):
    """What tells whether a line is writing."""

    digits: float  # natural logarithm of their number
    certainty: float  # the finder's, that it is a row of digits: 0 to 1
    sureness: float  # mean of the digits' log odds
    components: float  # natural logarithm of one more than the number of connected components of its ink
    large: float  # 1 where the digits are large in the image, 0 elsewhere


WRITING, BIAS = Evidence(1.01, 8.02, 0.31, -0.65, 0.29), -6.09
"""Weights of the evidence, and a bias, fitted by `docs/fit_writing.py --seed 11`."""


def evidence(one: ReadLine, shape: tuple[int, ...]) -> Evidence:
    """What tells whether a line of an image of that shape is writing."""
    digits, placed = one.line.digits, one.placed
    confidences = np.clip([digit.confidence for digit in digits], NEVER, ALWAYS)
    return Evidence(
        digits=math.log(len(digits)),
        certainty=placed.certainty,
        sureness=fmean(np.log(confidences / (1 - confidences)).tolist()),
        components=math.log(1 + len(placed.line.components)),
        large=float(median(digit.box.height for digit in digits) > LARGE * min(shape[:2])),
    )


def written(read: Sequence[ReadLine], shape: tuple[int, ...]) -> list[ReadLine]:
    """The lines, of an image of that shape, that are likely writing."""
    least = math.log(LIKELY / (1 - LIKELY))
    return [one for one in read if float(np.dot(WRITING, evidence(one, shape))) + BIAS >= least]


def sure(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines in which at least one digit is sure."""
    return tuple(line for line in lines if max(digit.confidence for digit in line.digits) >= SURE)
