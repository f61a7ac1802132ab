"""Steps to digits, held against counting out every path."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.reading.sequence_decode import align, beam_search, greedy, log_likelihood, log_likelihoods


def steps_of(path: str, sure: float = 0.9) -> np.ndarray:
    """Steps that are nearly sure of a path: digits, and - for blank."""
    steps = np.full((len(path), 11), (1 - sure) / 10, np.float32)
    for row, mark in zip(steps, path, strict=True):
        row[0 if mark == "-" else int(mark) + 1] = sure
    return steps


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    kept = [path[0], *(b for a, b in pairwise(path) if a != b)]
    return tuple(label - 1 for label in kept if label)


def chances(steps: np.ndarray) -> dict[tuple[int, ...], float]:
    """The probability of every number, by counting out all paths over blank, 0 and 1."""
    found: dict[tuple[int, ...], float] = {}
    for path in product(range(3), repeat=len(steps)):
        chance = float(np.prod([row[label] for row, label in zip(steps, path, strict=True)]))
        found[collapsed(path)] = found.get(collapsed(path), 0.0) + chance
    return found


@st.composite
def three_classes(draw: st.DrawFn) -> np.ndarray:
    count = draw(st.integers(1, 5))
    rows = draw(st.lists(st.tuples(*[st.floats(0.05, 1)] * 3), min_size=count, max_size=count))
    steps = np.zeros((count, 11), np.float32)
    steps[:, :3] = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    return steps


@pytest.mark.parametrize(
    ("path", "digits"),
    [
        pytest.param("-11-1-7", (1, 1, 7), id="equal-neighbours-are-one"),
        pytest.param("0000", (0,), id="no-blanks"),
        pytest.param("----", (), id="nothing"),
        pytest.param("1-1-1", (1, 1, 1), id="blanks-part"),
    ],
)
def test_paths_collapse(path, digits):
    assert greedy(steps_of(path)) == digits
    assert beam_search(steps_of(path))[0].digits == digits


@given(steps=three_classes())
@settings(max_examples=40)
def test_likelihood_and_beam_count_out_every_path(steps):
    expected = chances(steps)
    for digits, chance in expected.items():
        if len(digits) <= len(steps):
            assert log_likelihood(steps, digits) == pytest.approx(np.log(chance), abs=1e-3)
    beam = beam_search(steps, width=200)
    assert [one.score for one in beam] == sorted((one.score for one in beam), reverse=True)
    best = max(expected, key=lambda digits: expected[digits])
    assert expected[beam[0].digits] == pytest.approx(expected[best], rel=1e-4)
    assert np.exp(beam[0].score) == pytest.approx(expected[best], rel=1e-3)


def test_the_beam_adds_up_paths_where_the_best_path_misleads():
    steps = np.zeros((2, 11), np.float32)
    steps[:, 0], steps[:, 8] = 0.6, 0.4  # blank blank 0.36; but a 7 somewhere 0.64
    assert greedy(steps) == ()
    assert beam_search(steps)[0].digits == (7,)


def test_blank_steps_around_a_number_change_nothing():
    steps = steps_of("-1--77-2-", sure=0.6)
    blank = steps_of("-", sure=0.99999)
    found, wanted = beam_search(np.concatenate([blank, blank, steps, blank])), beam_search(steps)
    assert [one.digits for one in found] == [one.digits for one in wanted]
    assert [one.score for one in found] == pytest.approx([one.score for one in wanted], abs=1e-3)


def test_the_beam_is_never_wider_than_asked():
    assert len(beam_search(np.full((6, 11), 1 / 11, np.float32), width=3)) == 3


def test_digits_are_found_where_they_stand():
    spans = align(steps_of("--11-1--77-"), (1, 1, 7))
    assert [(span.first, span.last) for span in spans] == [(2, 4), (5, 6), (8, 10)]


def test_nothing_stands_nowhere():
    assert align(steps_of("---"), ()) == []


def test_too_many_digits_do_not_fit():
    with pytest.raises(ValueError, match="do not fit"):
        align(steps_of("11"), (1, 1))


def test_steps_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="steps must be"):
        log_likelihood(np.zeros((4, 10), np.float32), (1,))


def test_likelihoods_of_several_numbers_are_those_of_each():
    steps = np.random.default_rng(4).dirichlet(np.full(11, 0.3), 9).astype(np.float32)
    texts = [(), (3,), (3, 3), (1, 2, 3), (7,) * 6]  # the last one does not fit
    together = log_likelihoods(steps, texts)
    assert together.shape == (5,)
    assert together == pytest.approx([log_likelihood(steps, text) for text in texts])
    assert together[-1] == -np.inf
