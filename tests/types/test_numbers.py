"""Which digits of a line are one number, and how a page lies."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.types import Box, Digit, Line, Number, Reading

TALL, WIDE = 40, 24


def digit(label: int, left: int, top: int = 0, confidence: float = 0.9, tall: int = TALL) -> Digit:
    return Digit(label, confidence, Box(left, top, left + WIDE, top + tall), (0.01,) * 10)


def line_of(text: str, *gaps: float, downwards: bool = False) -> Line:
    """Digits with these gaps between them, in heights."""
    lefts = [0]
    for gap in gaps:
        lefts.append(round(lefts[-1] + WIDE + gap * TALL))
    boxes = [(0, left) if downwards else (left, 0) for left in lefts]
    if downwards:  # a page on its side: digits lie, and their rows run downwards
        return Line(
            tuple(
                Digit(int(label), 0.9, Box(0, left, TALL, left + WIDE), (0.01,) * 10)
                for label, left in zip(text, lefts, strict=True)
            )
        )
    return Line(tuple(digit(int(label), *box) for label, box in zip(text, boxes, strict=True)))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param(line_of("7"), "7", id="one-digit"),
        pytest.param(line_of("42", 0.2), "42", id="two-close-digits"),
        pytest.param(line_of("42", 0.8), "42", id="no-gap-below-a-height-is-wide"),
        pytest.param(line_of("42", 2.5), "4 2", id="two-far-digits"),
        pytest.param(line_of("1234", 0.2, 1.5, 0.2), "12 34", id="a-wide-gap-between-close-digits"),
        pytest.param(line_of("123456", 0.2, 1.5, 0.2, 1.6, 0.2), "12 34 56", id="two-wide-gaps"),
        pytest.param(line_of("12345", 0.7, 0.7, 0.7, 0.7), "12345", id="even-spacing"),
        pytest.param(line_of("12345", 1.2, 1.2, 1.2, 1.2), "12345", id="even-and-wide-spacing-of-a-form"),
        pytest.param(line_of("1234", 3.0, 3.0, 3.0), "1 2 3 4", id="a-column-each"),
        pytest.param(line_of("123", -0.1, -0.1), "123", id="touching"),
        pytest.param(line_of("1234", 0.2, 1.5, 0.2, downwards=True), "12 34", id="on-its-side"),
    ],
)
def test_a_wide_gap_parts_two_numbers(line, text):
    assert line.text == text
    assert Reading((line, line)).text == f"{text}\n{text}"


@given(
    st.text("0123456789", min_size=1, max_size=9),
    st.lists(st.floats(-0.2, 4), min_size=8, max_size=8),
)
def test_numbers_are_the_line_parted(text, gaps):
    line = line_of(text, *gaps[: len(text) - 1])
    assert tuple(d for number in line.numbers for d in number.digits) == line.digits
    assert line.text == " ".join(number.text for number in line.numbers)
    assert line.text.replace(" ", "") == text


@given(st.floats(0.1, 8), st.text("0123456789", min_size=2, max_size=6))
def test_even_spacing_is_all_one_number_or_none(gap, text):
    counts = {len(number.digits) for number in line_of(text, *[gap] * (len(text) - 1)).numbers}
    assert counts in ({len(text)}, {1})


def test_a_number_is_as_sure_as_its_weakest_digit_and_has_the_box_of_all():
    number = Number((digit(4, 0, 10, 0.99), digit(2, 30, 0, 0.7, tall=60)))
    assert (number.text, number.confidence, number.doubtful) == ("42", 0.7, True)
    assert number.box == Box(0, 0, 54, 60)
    with pytest.raises(ValueError, match="at least one"):
        Number(())


def test_all_numbers_of_a_reading_are_in_json():
    reading = Reading((line_of("1234", 0.2, 1.5, 0.2), line_of("7")), rotation=90)
    assert [number.text for number in reading.numbers] == ["12", "34", "7"]
    told = reading.to_dict()
    assert [number["text"] for number in told["numbers"]] == ["12", "34", "7"]
    assert told["numbers"][0]["box"] == [0, 0, 56, 40]
    assert (told["rotation"], told["text"]) == (90, "12 34\n7")
    assert [line["text"] for line in told["lines"]] == ["12 34", "7"]
    assert len(told["digits"]) == 5


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_lies_at_a_quarter_turn(rotation):
    assert Reading(rotation=rotation).rotation == rotation


@pytest.mark.parametrize("rotation", [-90, 45, 360, 1, 89.9])
def test_a_page_lies_at_no_other_angle(rotation):
    with pytest.raises(ValueError, match="rotation must be"):
        Reading(rotation=rotation)


def test_a_reading_that_is_moved_lies_as_before():
    moved = Reading((line_of("42", 0.2),), rotation=270).moved(5, 6)
    assert moved.rotation == 270
    assert moved.digits[0].box == Box(5, 6, 29, 46)


def signed(text: str, *gaps: float) -> Line:
    """Digits, each behind its sign, with these gaps between them, in heights."""
    digits = "".join(filter(str.isdigit, text))
    signs = [before[-1:] for before in re.split(r"\d", text)]
    own = line_of(digits, *gaps).digits
    return Line(tuple(replace(one, sign_before=sign) for one, sign in zip(own, signs, strict=False)))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param(signed("1/2", 0.5), "1/2", id="a-fraction"),
        pytest.param(signed("-12", 0.2), "-12", id="before-the-number"),
        pytest.param(signed("12-34", 0.2, 1.5, 0.2), "12-34", id="a-dash-fills-the-gap"),
        pytest.param(signed("12-34", 0.2, 2.6, 0.2), "12 -34", id="a-sign-of-the-next-number"),
    ],
)
def test_signs_stand_in_the_text(line, text):
    assert line.text == text
    assert Reading((line,)).text == text
    assert " ".join(number.text for number in line.numbers) == text
    assert [digit.label for digit in line.digits] == [int(mark) for mark in text if mark.isdigit()]


@pytest.mark.parametrize("sign", ["=", "..", "5", " "])
def test_what_is_no_sign_is_refused(sign):
    with pytest.raises(ValueError, match="sign_before"):
        replace(digit(1, 0), sign_before=sign)
