"""Signs between given digits, held against trying every path."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.models.architectures.sequence import CLASSES, SIGNED_CLASSES, character_of, class_of
from digitrec.models.sequence_engine import without_signs
from digitrec.reading.sequence_decode import beam_search, greedy
from digitrec.reading.signs import LEADING, signs_before
from digitrec.types import SIGNS

USED = [0, class_of("1"), class_of("2"), class_of("/"), class_of("-")]


def steps_of(path: str, sure: float = 0.9) -> np.ndarray:
    """Steps that are nearly sure of a path: digits and signs, and _ for blank."""
    steps = np.full((len(path), SIGNED_CLASSES), (1 - sure) / (SIGNED_CLASSES - 1), np.float32)
    for row, mark in zip(steps, path, strict=True):
        row[0 if mark == "_" else class_of(mark)] = sure
    return steps


@st.composite
def any_steps(draw: st.DrawFn, most: int = 12) -> np.ndarray:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows = rng.random((draw(st.integers(1, most)), SIGNED_CLASSES)) ** draw(st.integers(1, 6))
    return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def best_by_trying(steps: np.ndarray, digits: tuple[int, ...]) -> tuple[tuple[str, ...], float]:
    """The signs on the best path over the classes used, and how likely it is."""
    best, highest = ("",) * len(digits), 0.0
    for path in product(USED, repeat=len(steps)):
        kept = [path[0], *(b for a, b in pairwise(path) if a != b)]
        text = "".join(character_of(number) for number in kept if number)
        own = "".join(filter(str.isdigit, text))
        beside = any(a in SIGNS and b in SIGNS for a, b in pairwise(text))
        if own != "".join(map(str, digits)) or text[-1] in SIGNS or text[0] == "/" or beside:
            continue
        last = max(step for step, number in enumerate(path) if 0 < number < CLASSES)
        chance = 1.0
        for step, number in enumerate(path):
            blank_too = steps[step, CLASSES:].sum() if step > last else 0.0
            chance *= float(steps[step, number] + blank_too)
        if chance > highest:
            parts = text.replace("1", "1 ").replace("2", "2 ").split()
            best, highest = tuple(part[:-1] for part in parts), chance
    return best, highest


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("_1_/_2_", "1/2", id="between"),
        pytest.param("1/1", "1/1", id="between-equal-digits"),
        pytest.param("-_5", "-5", id="before"),
        pytest.param("/_5", "5", id="no-number-begins-with-a-slash"),
        pytest.param("_5_-_", "5", id="behind-the-number-it-closes-it"),
        pytest.param("12_", "12", id="none"),
        pytest.param("1_,_2_5_0_._0__0", "1,250.00", id="an-amount"),
    ],
)
def test_signs_stand_where_they_are_seen(path, text):
    digits = [int(mark) for mark in text if mark.isdigit()]
    signs = signs_before(steps_of(path), digits)
    assert "".join(f"{sign}{digit}" for sign, digit in zip(signs, digits, strict=True)) == text


@given(steps=any_steps(most=5), digits=st.sampled_from([(1,), (1, 2), (1, 1), (2, 1)]))
@settings(max_examples=25, deadline=None)
def test_no_path_is_better(steps, digits):
    steps[:, [n for n in range(SIGNED_CLASSES) if n not in USED]] = 0
    best, chance = best_by_trying(steps, digits)
    if chance > 1e-6:
        assert signs_before(steps, digits) == best


@given(steps=any_steps(), digits=st.lists(st.integers(0, 9), max_size=8))
def test_every_digit_keeps_its_place(steps, digits):
    signs = signs_before(steps, digits)
    assert len(signs) == len(digits)
    assert all(not sign or sign in SIGNS for sign in signs)
    assert not signs or not signs[0] or signs[0] in LEADING


def test_too_few_steps_have_no_signs():
    assert signs_before(steps_of("1_"), (1, 2, 3)) == ("", "", "")
    assert signs_before(steps_of("1"), (1,)) == ("",)


def test_steps_without_signs_are_refused():
    with pytest.raises(ValueError, match="16"):
        signs_before(steps_of("1")[:, :CLASSES], (1,))


@given(steps=any_steps())
def test_without_signs_only_digits_are_left(steps):
    digits = without_signs(steps)
    assert digits.shape == (len(steps), CLASSES)
    assert digits.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(digits[:, 1:], steps[:, 1:CLASSES])
    assert np.array_equal(without_signs(digits), digits)
    assert all(0 <= digit <= 9 for digit in greedy(digits))


def test_a_sign_parts_equal_digits_for_those_who_do_not_read_it():
    digits = without_signs(steps_of("1/1"))
    assert greedy(digits) == (1, 1)
    assert beam_search(digits)[0].digits == (1, 1)
