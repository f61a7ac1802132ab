"""Texts of composed numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from digitrec.reading.signs import LEADING
from digitrec.types import SIGNS

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


def digits_in(text: str) -> str:
    """The digits of a text."""
    return "".join(filter(str.isdigit, text))


def before_digits(text: str) -> str | None:
    """A text as it is to be read: at most one sign before each digit, and none after the last.

    Returns:
        The text without what closes it and what cannot begin a number; None if signs stand side by side.
    """
    kept = "".join(character for character in text if character.isdigit() or character in SIGNS)
    kept = kept.rstrip(SIGNS)
    if kept[:1] and not kept[0].isdigit() and kept[0] not in LEADING:
        kept = kept[1:]
    beside = any(a in SIGNS and b in SIGNS for a, b in pairwise(kept))
    return None if beside else kept


def signed_text(rng: np.random.Generator) -> str:
    """A number with signs: a date, a decimal number, an amount, a telephone number, and so on."""
    shares = np.array([share for _, share in FORMS])
    return FORMS[int(rng.choice(len(FORMS), p=shares / shares.sum()))][0](rng)


def _some(rng: np.random.Generator, least: int, most: int) -> str:
    return "".join(map(str, rng.integers(10, size=int(rng.integers(least, most + 1)))))


def _one_of(rng: np.random.Generator, signs: str) -> str:
    return signs[int(rng.integers(len(signs)))]


def _date(rng: np.random.Generator) -> str:
    day, month = str(rng.integers(1, 32)), str(rng.integers(1, 13))
    if rng.random() < 0.4:
        day, month = day.zfill(2), month.zfill(2)
    if rng.random() < 0.4:
        day, month = month, day
    year = ("", _some(rng, 2, 2), f"19{_some(rng, 2, 2)}", f"20{_some(rng, 2, 2)}")[int(rng.integers(4))]
    sign = _one_of(rng, "//-.")
    return sign.join(part for part in (day, month, year) if part)


def _decimal(rng: np.random.Generator) -> str:
    whole = _some(rng, 1, 4)
    return f".{whole}" if rng.random() < 0.06 else whole + _one_of(rng, ".,") + _some(rng, 1, 3)


def _amount(rng: np.random.Generator) -> str:
    thousands, point = (",", ".") if rng.random() < 0.5 else (".", ",")
    groups = [_some(rng, 1, 3), *(_some(rng, 3, 3) for _ in range(int(rng.integers(1, 3))))]
    return thousands.join(groups) + (point + _some(rng, 2, 2) if rng.random() < 0.5 else "")


def _telephone(rng: np.random.Generator) -> str:
    lengths = ((3, 4), (3, 3, 4), (1, 3, 3, 4), (4, 5), (2, 3, 4), (5, 4), (3, 2, 2))
    chosen = lengths[int(rng.integers(len(lengths)))]
    return _one_of(rng, "---./").join(_some(rng, length, length) for length in chosen)


def _with_a_sign(rng: np.random.Generator) -> str:
    return _one_of(rng, "-+") + (_decimal(rng) if rng.random() < 0.3 else _some(rng, 1, 5)).lstrip(".")


def _fraction(rng: np.random.Generator) -> str:
    return _some(rng, 1, 3) + "/" + _some(rng, 1, 4)


def _anything(rng: np.random.Generator) -> str:
    text = sample_text(rng)
    signs = [_one_of(rng, SIGNS) if place and rng.random() < 0.25 else "" for place in range(len(text))]
    return "".join(f"{sign}{label}" for sign, label in zip(signs, text, strict=True))


FORMS: tuple[tuple[Callable[[np.random.Generator], str], float], ...] = (
    (_date, 0.28),
    (_decimal, 0.2),
    (_amount, 0.14),
    (_telephone, 0.13),
    (_with_a_sign, 0.1),
    (_fraction, 0.07),
    (_anything, 0.08),
)
"""Forms of numbers with signs, and their shares."""
