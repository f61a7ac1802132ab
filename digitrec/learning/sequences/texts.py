"""Texts of composed numbers."""

from __future__ import annotations

import numpy as np

LENGTHS = (0.04, 0.08, 0.14, 0.2, 0.2, 0.12, 0.07, 0.05, 0.03, 0.03, 0.02, 0.02)  # of 1 to 12 digits
ROUND_SHARE = 0.22  # of the numbers: amounts that end in zeros
REPEAT_SHARE = 0.12  # of the numbers: many equal neighbours
RUN_SHARE = 0.04  # of the numbers count up or down
ZERO_FIRST = 0.4  # of the numbers that would begin with a zero do


def sample_text(rng: np.random.Generator) -> str:
    """The digits of a number: any, or an amount that ends in zeros, or much repetition, or 12345."""
    length = int(rng.choice(len(LENGTHS), p=LENGTHS)) + 1
    digits = rng.integers(10, size=length)
    lot = rng.random()
    if lot < ROUND_SHARE and length > 1:
        digits[length - int(rng.integers(1, min(5, length))) :] = 0
    elif lot < ROUND_SHARE + REPEAT_SHARE:
        for place in range(1, length):
            if rng.random() < 0.6:
                digits[place] = digits[place - 1]
    elif lot < ROUND_SHARE + REPEAT_SHARE + RUN_SHARE:
        digits = (digits[0] + np.arange(length) * (1 if rng.random() < 0.8 else -1)) % 10
    if digits[0] == 0 and rng.random() >= ZERO_FIRST:
        digits[0] = rng.integers(1, 10)
    return "".join(map(str, digits))
