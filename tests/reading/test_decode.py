"""The path through a line: components are put together, junk is left out, overlapping digits share a wall."""

import numpy as np
import pytest

from digitrec.page.components import Component
from digitrec.page.segment import WrittenLine
from digitrec.reading.decode import (
    DecodeSettings,
    agreement,
    candidates,
    is_doubtful,
    may_be_cut,
    read_line,
)

SETTINGS = DecodeSettings()
HEIGHT = 40.0


def line_of(*boxes: tuple[int, int, int, int]) -> WrittenLine:
    """A line of full blocks of ink given as left, top, width, height."""
    components = tuple(
        Component(left, top, np.full((height, width), 255, np.uint8)) for left, top, width, height in boxes
    )
    return WrittenLine(components, HEIGHT, 4.0)


def opinion(label: int, chance: float) -> np.ndarray:
    row = np.full(11, (1 - chance) / 10, np.float32)
    row[label] = chance
    return row


def read(line: WrittenLine, opinions: dict[tuple[int, int], tuple[int, float]]) -> list[int]:
    """The labels on the best path, given what the model says of runs of components; it refuses the others."""
    found = candidates(line, SETTINGS)
    rows = np.stack([opinion(*opinions.get((c.first, c.last), (10, 0.98))) for c in found])
    return [int(rows[i][:10].argmax()) for i in read_line(line, found, rows, SETTINGS)]


def test_two_whole_digits():
    line = line_of((0, 0, 20, 40), (30, 0, 20, 40))
    assert read(line, {(0, 1): (4, 0.99), (1, 2): (2, 0.98)}) == [4, 2]


def test_two_components_that_look_like_one_digit_together():
    line = line_of((0, 0, 14, 40), (16, 0, 14, 40))
    assert read(line, {(0, 1): (1, 0.6), (1, 2): (1, 0.5), (0, 2): (0, 0.99)}) == [0]


def test_two_components_that_look_like_two_digits_stay_two():
    line = line_of((0, 0, 14, 40), (16, 0, 14, 40))
    assert read(line, {(0, 1): (1, 0.97), (1, 2): (1, 0.97), (0, 2): (4, 0.5)}) == [1, 1]


def test_a_letter_is_left_out():
    line = line_of((0, 0, 20, 40), (30, 0, 20, 40), (60, 0, 20, 40))
    assert read(line, {(0, 1): (3, 0.99), (2, 3): (5, 0.99)}) == [3, 5]


@pytest.mark.parametrize(
    "mark",
    [pytest.param((24, 34, 6, 6), id="dot"), pytest.param((24, 18, 22, 6), id="dash")],
)
def test_dots_and_dashes_are_left_out_whatever_they_look_like(mark):
    line = line_of((0, 0, 20, 40), mark, (50, 0, 20, 40))
    sure = {(0, 1): (3, 0.99), (1, 2): (1, 0.9), (2, 3): (5, 0.99)}
    assert read(line, sure) == [3, 5]


def test_overlapping_zeros_share_the_wall_between_them():
    line = line_of((0, 0, 10, 30), (8, 0, 10, 30), (16, 0, 8, 30), (22, 0, 10, 30), (30, 0, 10, 30))
    seen = {(0, 3): (0, 0.99), (2, 5): (0, 0.99), (3, 5): (7, 0.3), (0, 2): (6, 0.3)}
    assert read(line, seen) == [0, 0]


def test_components_far_apart_are_never_one_digit():
    line = line_of((0, 0, 10, 40), (40, 0, 10, 40))
    assert {(c.first, c.last) for c in candidates(line, SETTINGS)} == {(0, 1), (1, 2)}


def test_narrow_and_flat_components_are_not_cut():
    line = line_of((0, 0, 8, 40), (20, 0, 40, 40), (70, 15, 30, 6))
    assert may_be_cut(line, SETTINGS) == [1]


def test_a_digit_that_is_not_sure_is_left_out():
    line = line_of((0, 0, 20, 40), (40, 0, 20, 40))
    found = candidates(line, SETTINGS)
    for chance, count in ((0.6, 2), (0.4, 1)):
        rows = np.stack([opinion(3, 0.99), opinion(5, chance)])
        assert len(read_line(line, found, rows, SETTINGS)) == count


@pytest.mark.parametrize(
    ("width", "chance", "doubtful"), [(20, 0.99, False), (20, 0.7, True), (70, 0.999, True)]
)
def test_what_the_model_doubts_and_what_is_wide_may_be_several_digits(width, chance, doubtful):
    line = line_of((0, 0, width, 40))
    assert is_doubtful(line, 0, opinion(4, chance), SETTINGS) is doubtful


def small_mark_after_a_number(label: int, chance: float) -> list[int]:
    line = line_of((0, 0, 24, 40), (34, 0, 24, 40), (68, 0, 24, 40), (106, 12, 26, 17))
    found = candidates(line, SETTINGS)
    sure = {(0, 1): (4, 0.99), (1, 2): (2, 0.99), (2, 3): (6, 0.99), (3, 4): (label, chance)}
    rows = np.stack([opinion(*sure.get((c.first, c.last), (10, 0.98))) for c in found])
    return [int(rows[i][:10].argmax()) for i in read_line(line, found, rows, SETTINGS)]


def test_a_small_mark_after_a_number_is_none_of_its_digits_unless_it_is_a_zero():
    assert small_mark_after_a_number(2, 0.45) == [4, 2, 6]
    assert small_mark_after_a_number(0, 0.9) == [4, 2, 6, 0]


def test_a_one_and_a_seven_apart_are_no_broken_zero():
    line = line_of((0, 0, 8, 40), (18, 0, 22, 40))
    seen = {(0, 1): (1, 0.99), (1, 2): (7, 0.99), (0, 2): (0, 0.999)}
    assert read(line, seen) == [1, 7]


def test_a_number_agrees_with_a_line_as_far_as_its_components_do():
    line = line_of((0, 0, 20, 40), (30, 0, 20, 40))
    found = candidates(line, SETTINGS)
    opinions = {(0, 1): opinion(4, 0.9), (1, 2): opinion(2, 0.6)}
    rows = np.stack([opinions.get((c.first, c.last), opinion(10, 0.98)) for c in found])

    def fit(*digits: int) -> float:
        return agreement(line, found, rows, SETTINGS)(digits)

    assert fit(4, 2) == 0
    assert fit(4, 7) == pytest.approx(np.log(0.04 / 0.6), abs=1e-5)
    assert fit(9, 7) < fit(4, 7)
    assert fit(4) < fit(4, 2)
    assert fit(4, 2, 2) == -np.inf
