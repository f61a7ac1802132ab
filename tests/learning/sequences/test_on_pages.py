"""Lines found on composed pages: what they say is known from the page."""

from itertools import islice

import cv2
import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.learning.pages.sources import LETTERS, PageSources, open_sources
from digitrec.learning.sequences.on_pages import lines_on_pages, owners_of, text_of
from digitrec.page.components import Component
from digitrec.page.cutout import Placement
from digitrec.page.normalise_line import LINE_HEIGHT
from digitrec.page.segment import WrittenLine
from digitrec.reading.page import PlacedLine, load_page_reader
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
    return ComposedPage(image, ink, tuple(digits), np.zeros(ink.shape, bool), light=False)


def found(ink: np.ndarray, angle: float = 0.0) -> PlacedLine:
    """A line with all that ink, cut out twice as large, its rows in that direction."""
    corner = {0.0: (0.0, 0.0), np.pi: (float(WIDTH), float(HEIGHT))}[angle]
    turned = ink if angle == 0 else ink[::-1, ::-1]
    large = cv2.resize(np.ascontiguousarray(turned), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    place = Placement(*corner, angle, 2.0, 2 * WIDTH, 2 * HEIGHT)
    return PlacedLine(WrittenLine((Component(0, 0, large),), 48.0, 6.0), place)


def only(page: ComposedPage, top: int, bottom: int) -> np.ndarray:
    ink = np.zeros_like(page.ink)
    ink[top:bottom] = page.ink[top:bottom]
    return ink


def test_a_line_says_the_digits_whose_ink_it_holds(page):
    owners = owners_of(page)
    assert text_of(page, owners, found(only(page, 0, 60))) == "471"
    assert text_of(page, owners, found(only(page, 60, 120))) == "92"


def test_tails_of_neighbours_say_nothing(page):
    assert text_of(page, owners_of(page), found(only(page, 0, 82))) == "471"


@pytest.mark.parametrize(
    "rows",
    [pytest.param((0, 92), id="half-of-a-digit"), pytest.param((0, 120), id="two-rows")],
)
def test_what_cannot_be_said_is_left_out(page, rows):
    assert text_of(page, owners_of(page), found(only(page, *rows))) is None


def test_ink_that_is_no_digits_says_nothing(page):
    word = np.zeros_like(page.ink)
    word[50:56, 20:180] = 255
    assert text_of(page, owners_of(page), found(word)) == ""


def test_lines_the_wrong_way_up_are_left_out(page):
    assert text_of(page, owners_of(page), found(only(page, 0, 60), np.pi)) is None


def test_lines_with_ink_that_the_page_ignores_are_left_out(page):
    page.ignored[:, 150:] = True
    ink = only(page, 0, 60)
    ink[20:40, 160:170] = 255
    assert text_of(page, owners_of(page), found(ink)) is None


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
