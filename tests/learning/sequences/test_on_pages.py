"""Lines found on composed pages: what they say is known from the page."""

from itertools import islice

import cv2
import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.learning.pages.sources import LETTERS, PageSources, open_sources
from digitrec.learning.sequences.on_pages import lines_on_pages, owners_of, text_of
from digitrec.page.components import Component, union_ink
from digitrec.page.cutout import Placement
from digitrec.page.normalise_line import LINE_HEIGHT
from digitrec.page.segment import WrittenLine
from digitrec.reading.found import PlacedLine
from digitrec.reading.page import load_page_reader
from digitrec.types import SIGNS
from tests.fakes import MODELS, finds_numbers

HEIGHT, WIDTH = 120, 200
ROWS = {0: (30, (4, 7, 1)), 1: (90, (9, 2))}  # by row: its middle, and its digits


@pytest.fixture
def page() -> ComposedPage:
    """Two rows of filled boxes that stand for digits, 24 pixels high."""
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    digits = []
    for row, (y, labels) in ROWS.items():
        for place, label in enumerate(labels):
            x = 40 + 40 * place
            cv2.rectangle(ink, (x - 6, y - 12), (x + 6, y + 12), 255, -1)
            digits.append(PlacedDigit(label, row, x, y, 14, 26, 0.0))
    image = np.repeat((255 - ink)[..., None], 3, axis=2)
    return ComposedPage(image, ink, tuple(digits), np.zeros(ink.shape, bool), False, np.zeros_like(ink))


def found(ink: np.ndarray, angle: float = 0.0) -> PlacedLine:
    """A line with all that ink, cut out twice as large, its rows in that direction."""
    corner = {0.0: (0.0, 0.0), np.pi: (float(WIDTH), float(HEIGHT))}[angle]
    turned = ink if angle == 0 else ink[::-1, ::-1]
    large = cv2.resize(np.ascontiguousarray(turned), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    place = Placement(*corner, angle, 2.0, 2 * WIDTH, 2 * HEIGHT)
    return PlacedLine(WrittenLine((Component(0, 0, large),), 48.0, 6.0), place, large)


def said(page: ComposedPage, line: PlacedLine) -> str | None:
    return text_of(page, owners_of(page), line, union_ink(line.line.components))


def only(page: ComposedPage, top: int, bottom: int) -> np.ndarray:
    ink = np.zeros_like(page.ink)
    ink[top:bottom] = page.ink[top:bottom]
    return ink


def test_a_line_says_the_digits_whose_ink_it_holds(page):
    assert said(page, found(only(page, 0, 60))) == "471"
    assert said(page, found(only(page, 60, 120))) == "92"


def with_dash(page: ComposedPage, x: int, y: int) -> np.ndarray:
    """The ink of the first row and of a dash, which the page knows."""
    cv2.rectangle(page.signs, (x - 7, y - 2), (x + 7, y + 2), 1 + SIGNS.index("-"), -1)
    return np.where(page.signs > 0, 255, only(page, 0, 60)).astype(np.uint8)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        pytest.param((60, 30), "4-71", id="between"),
        pytest.param((20, 30), "-471", id="before"),
        pytest.param((145, 30), "471", id="behind"),
        pytest.param((60, 56), None, id="of-another-row"),
    ],
)
def test_a_sign_is_to_be_read_before_its_digit(page, at, text):
    assert said(page, found(with_dash(page, *at))) == text


def test_a_sign_that_was_not_found_is_not_to_be_read(page):
    with_dash(page, 60, 30)
    assert said(page, found(only(page, 0, 60))) == "471"


def test_a_sign_found_in_part_is_left_out(page):
    ink = with_dash(page, 60, 30)
    ink[:, 60:68] = 0
    ink[:, 58:60] = 0
    assert said(page, found(ink)) is None


def test_tails_of_neighbours_say_nothing(page):
    assert said(page, found(only(page, 0, 82))) == "471"


@pytest.mark.parametrize(
    "rows",
    [pytest.param((0, 92), id="half-of-a-digit"), pytest.param((0, 120), id="two-rows")],
)
def test_what_cannot_be_said_is_left_out(page, rows):
    assert said(page, found(only(page, *rows))) is None


def test_ink_that_is_no_digits_says_nothing(page):
    word = np.zeros_like(page.ink)
    word[50:56, 20:180] = 255
    assert said(page, found(word)) == ""


def test_lines_the_wrong_way_up_are_left_out(page):
    assert said(page, found(only(page, 0, 60), np.pi)) is None


def test_lines_with_ink_that_the_page_ignores_are_left_out(page):
    page.ignored[:, 150:] = True
    ink = only(page, 0, 60)
    ink[20:40, 160:170] = 255
    assert said(page, found(ink)) is None


@pytest.fixture(scope="module")
def sources(digits: Images) -> PageSources:
    return open_sources(images=digits.inks, labels=digits.labels, printed=LETTERS)


@finds_numbers
def test_pages_give_lines_that_say_something(sources):
    reader, _ = load_page_reader(MODELS)
    first, again = (list(islice(lines_on_pages(np.random.default_rng(3), sources, reader), 12)) for _ in "ab")
    assert [sample.text for sample in first] == [sample.text for sample in again]
    assert sum(bool(sample.text) for sample in first) >= 6
    assert all(sample.image.shape[0] == LINE_HEIGHT and sample.image.max() > 128 for sample in first)


def test_printed_digits_can_be_left_out(sources):
    assert sources.print_fonts
    assert not any(character.isdigit() for font in sources.print_fonts for character in font.outlines)
