"""Lines of several cut-outs in the order in which they are read, however the page lies."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.page.components import Component
from digitrec.page.cutout import Placement
from digitrec.page.regions import Region, Row
from digitrec.page.segment import WrittenLine
from digitrec.reading.found import CutOut, Page, PlacedLine
from digitrec.reading.order import ReadLine, in_order, rotation_of, uncut, without_doubles
from digitrec.types import Digit, Line

TALL, WIDE, STEP = 40, 24, 30  # pixels of a digit in its cut-out, and from one to the next
PAGE = (600, 900)  # height and width of the page as it is read


def placed_at(x: float, y: float, scale: float = 1.0, quarters: int = 0) -> Placement:
    """A cut-out whose corner is at (x, y) of a page that lies turned clockwise by so many quarter turns."""
    height, width = PAGE
    for _ in range(quarters):
        x, y, height, width = height - y, x, width, height
    return Placement(x, y, quarters * math.pi / 2, scale, 500, 200)


def read_line(
    text: str, place: Placement, left: int = 10, top: int = 10, confidence: float = 0.9
) -> ReadLine:
    """A line of digits in a cut-out, read; 1s are as tall as the others."""
    components = tuple(
        Component(left + STEP * number, top, np.full((TALL, WIDE), 255, np.uint8))
        for number in range(len(text))
    )
    digits = tuple(
        Digit(int(label), confidence, place.box_on_image(component.box, (2000, 2000)), (0.09,) * 10)
        for label, component in zip(text, components, strict=True)
    )
    line = WrittenLine(components, float(TALL), 5.0)
    return ReadLine(Line(digits), PlacedLine(line, place, np.zeros((200, 500), np.uint8)))


def page_of(*places: tuple[Placement, float]) -> Page:
    """A page with a cut-out at each place that holds a row so long, in pixels."""
    cuts = []
    blank = np.zeros((10, 10), np.uint8)
    for place, length in places:
        cells = np.zeros((max(1, int(length / 4)), 2))
        up = np.array([math.sin(place.angle), -math.cos(place.angle)])
        row = Row(cells, 4.0, TALL / place.scale, up, 0.1, 0.9)
        region = Region((row,), TALL / place.scale, place.angle, light=False)
        cuts.append(CutOut(region, place, np.zeros((10, 10, 3), np.uint8), blank))
    return Page(tuple(cuts))


def texts(*read: ReadLine) -> list[str]:
    page = page_of(*((one.placed.place, 100) for one in read))
    return ["".join(str(d.label) for d in line.digits) for line in in_order(read, page)]


def test_no_line_and_one_line():
    assert texts() == []
    assert texts(read_line("42", placed_at(50, 60))) == ["42"]


def test_parts_of_one_row_are_joined_from_left_to_right():
    left, right = read_line("12", placed_at(50, 60)), read_line("34", placed_at(350, 66))
    assert texts(right, left) == texts(left, right) == ["1234"]


def test_parts_may_have_been_cut_out_at_other_sizes():
    left = read_line("12", placed_at(50, 60))
    right = read_line("34", placed_at(350, 60, scale=0.9))
    assert texts(right, left) == ["1234"]


def test_digits_of_quite_another_size_are_a_line_of_their_own():
    left = read_line("12", placed_at(50, 60))
    right = read_line("34", placed_at(350, 60, scale=3.0))
    assert sorted(texts(right, left)) == ["12", "34"]


def test_rows_are_read_from_top_to_bottom():
    rows = [read_line(str(number), placed_at(50 + 20 * number, 60 + 70 * number)) for number in range(5)]
    assert texts(*rows[::-1]) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("quarters", range(4))
def test_columns_are_read_row_by_row_however_the_page_lies(quarters):
    rows = [
        read_line(f"{column}{row}", placed_at(60 + 250 * column, 60 + 80 * row, quarters=quarters))
        for column in range(3)
        for row in range(4)
    ]
    assert texts(*rows) == ["00" + "10" + "20", "01" + "11" + "21", "02" + "12" + "22", "03" + "13" + "23"]


@pytest.mark.parametrize("quarters", range(4))
def test_columns_at_other_levels_stay_apart(quarters):
    left = [read_line(f"1{row}", placed_at(60, 60 + 80 * row, quarters=quarters)) for row in range(3)]
    right = [read_line(f"2{row}", placed_at(400, 100 + 80 * row, quarters=quarters)) for row in range(3)]
    assert texts(*left, *right) == ["10", "20", "11", "21", "12", "22"]


@given(order=st.permutations(range(6)), quarters=st.integers(0, 3))
def test_the_order_in_which_they_were_found_does_not_matter(order, quarters):
    read = [
        read_line(f"{row}{column}", placed_at(60 + 200 * column, 60 + 90 * row, quarters=quarters))
        for row in range(3)
        for column in range(2)
    ]
    assert texts(*(read[i] for i in order)) == ["0001", "1011", "2021"]


@pytest.mark.parametrize("quarters", range(4))
def test_most_of_the_writing_says_how_a_page_lies(quarters):
    long, short = placed_at(50, 60, quarters=quarters), placed_at(50, 300, quarters=(quarters + 1) % 4)
    assert rotation_of(page_of((long, 400), (short, 100))) == 90 * quarters
    assert rotation_of(page_of((short, 100), (long, 400))) == 90 * quarters
    assert rotation_of(page_of((short, 100), (long, 80), (long, 80))) == 90 * quarters


@pytest.mark.parametrize(
    ("angle", "rotation"),
    [(-0.1, 0), (0.1, 0), (-math.pi / 2, 270), (math.pi, 180), (-math.pi, 180), (3.0, 180), (0.9, 90)],
)
def test_a_page_that_lies_askew_lies_as_the_nearest_quarter_turn(angle, rotation):
    place = Placement(0.0, 0.0, angle, 1.0, 500, 200)
    assert rotation_of(page_of((place, 100))) == rotation


def test_an_empty_page_lies_as_it_is():
    assert rotation_of(Page()) == 0


def labels(read: list[ReadLine]) -> list[str]:
    return ["".join(str(digit.label) for digit in one.line.digits) for one in read]


def test_what_two_regions_share_is_read_once():
    whole = read_line("123", placed_at(50, 60))
    part = read_line("73", placed_at(52 + STEP, 64, scale=1.2))
    assert labels(without_doubles([whole, part])) == labels(without_doubles([part, whole])) == ["123"]


def test_of_the_same_digit_in_two_regions_exactly_one_stays():
    one, other = read_line("1", placed_at(50, 60)), read_line("7", placed_at(50, 60))
    assert len(without_doubles([one, other])) == 1


def test_a_line_keeps_what_no_other_region_has():
    upper, lower = read_line("123", placed_at(50, 60)), read_line("945", placed_at(52, 64, scale=1.1), 70)
    kept = without_doubles([upper, lower])
    assert labels(kept)[0] == "123"
    assert labels(kept)[1].endswith("5")


def test_the_surer_line_stays_and_both_are_one_in_the_end():
    sure, other = read_line("26", placed_at(50, 60)), read_line("268", placed_at(52, 61))
    doubtful = tuple(replace(digit, confidence=0.3) for digit in other.line.digits)
    kept = without_doubles([ReadLine(Line(doubtful), other.placed), sure])
    assert labels(kept) == ["8", "26"]


def test_a_digit_with_a_long_stem_is_read_with_the_low_ones_beside_it():
    seven = read_line("7", placed_at(50, 52, scale=0.5))  # twice as tall as the others, on the same row
    assert texts(read_line("50", placed_at(150, 60)), seven) == ["750"]


def test_digits_of_one_region_are_never_doubles():
    place = placed_at(50, 60)
    lines = [read_line("12", place), read_line("34", place, top=14)]
    assert without_doubles(lines) == lines


def test_neighbours_in_other_regions_are_no_doubles():
    lines = [
        read_line("12", placed_at(50, 60)),
        read_line("34", placed_at(50, 100)),
        read_line("5", placed_at(105, 60)),
    ]
    assert labels(without_doubles(lines)) == ["12", "34", "5"]
    assert without_doubles([]) == []


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize(
    ("top", "scale", "kept"),
    [
        pytest.param(0, 3.0, ["123"], id="the-end-of-a-digit"),
        pytest.param(60, 3.0, ["7", "123"], id="a-small-digit-inside"),
        pytest.param(0, 1.2, ["7", "123"], id="a-digit-that-just-reaches-the-edge"),
    ],
)
def test_ends_of_digits_beyond_the_edge_are_not_read(top, scale, kept, quarters):
    rows = placed_at(100, 200, quarters=quarters), placed_at(300, top, scale, quarters)
    height, width = PAGE if quarters % 2 == 0 else PAGE[::-1]
    page = page_of(*((place, 100) for place in rows))
    row, end = read_line("123", rows[0]).line, read_line("7", rows[1], top=0).line
    read = uncut([end, row], page, (height, width))
    assert ["".join(str(digit.label) for digit in line.digits) for line in read] == kept
