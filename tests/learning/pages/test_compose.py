"""Composed pages: whatever chance does, their targets are true."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.learning.pages import compose as composer
from digitrec.learning.pages import crops, layouts, singles
from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.learning.pages.scene import SEEN
from digitrec.learning.pages.sources import PageSources, open_sources

PAGE, CROP = PageKind((192, 256)), PageKind((64, 256), crop=True)
KINDS = [
    *(PAGE, PageKind((64, 320)), PageKind((128, 128)), PageKind((64, 64))),
    *(CROP, PageKind((64, 64), crop=True), PageKind((64, 64), crop=True, single=True)),
]
TABLES = ("PAGE_LAYOUTS", "FLAT_LAYOUTS", "SMALL_LAYOUTS", "CROP_LAYOUTS", "CELL_LAYOUTS", "SINGLE_LAYOUTS")
LAYOUTS = sorted({layout.__name__ for table in TABLES for layout, _ in getattr(composer, table)})
ALL = {
    name: layout
    for module in (layouts, crops, singles)
    for name, layout in vars(module).items()
    if name.endswith("_page")
}
FAINT = 30  # of 255: hardly any ink


@pytest.fixture(autouse=True, scope="module")
def digits_alone():
    """Pictures of one digit show no letter in its place, whose ink would be no digit's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(singles, "LETTERS", 0.0)
        yield


def corners_of(digit: PlacedDigit, air: float = 0.0) -> np.ndarray:
    """The corners of a digit's box with so much air around it, in pixels."""
    size = digit.width + 2 * air, digit.height + 2 * air
    return cv2.boxPoints(((digit.x, digit.y), size, math.degrees(digit.angle)))


def covered(digits, shape, air: float = 0.0) -> np.ndarray:
    """The pixels in boxes of digits."""
    mask = np.zeros(shape, np.uint8)
    for digit in digits:
        around = air + 0.12 * digit.height
        cv2.fillPoly(mask, [np.rint(corners_of(digit, around)).astype(np.int32)], 1)
    return mask > 0


def check(page: ComposedPage, kind: PageKind) -> None:
    """What holds for every page."""
    assert page.image.shape == (*kind.shape, 3)
    assert page.ink.shape == page.ignored.shape == kind.shape
    assert (page.image.dtype, page.ink.dtype, page.ignored.dtype) == (np.uint8, np.uint8, bool)
    known = covered(page.digits, kind.shape, 2) | cv2.dilate(
        page.ignored.astype(np.uint8), np.ones((7, 7))
    ).astype(bool)
    inked = page.ink >= 128
    assert (inked & ~known).sum() <= 0.02 * inked.sum(), "ink where no digit is"
    rows = [digit.row for digit in page.digits]
    assert rows == sorted(rows)
    for digit in page.digits:
        assert digit.label in range(10)
        assert digit.width > 0
        assert digit.height > 0
        assert 0 <= digit.x < kind.shape[1]
        assert 0 <= digit.y < kind.shape[0]
        corners = corners_of(digit)
        inside = np.clip(corners, 0, kind.shape[::-1])
        share = cv2.contourArea(inside.astype(np.float32)) / cv2.contourArea(corners)
        assert share >= SEEN - 0.15, "of a digit that the edge cuts, most is seen"
        assert page.ink[covered([digit], kind.shape)].max() > FAINT, "a digit without ink"
    lines = page.text.split("\n") if page.digits else []
    assert len(lines) == len(set(rows))
    assert "".join(lines) == "".join(str(digit.label) for digit in page.digits)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(KINDS))
def test_of_any_page_the_targets_are_true(sources, seed, kind):
    check(compose(np.random.default_rng(seed), sources, kind), kind)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(KINDS))
def test_pages_are_composed_of_nothing_at_all(seed, kind):
    check(compose(np.random.default_rng(seed), PageSources(), kind), kind)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Composes pages of one layout only, and no photographs."""

    def choose(name: str) -> None:
        for table in TABLES:
            monkeypatch.setattr(composer, table, ((ALL[name], 1.0),))
        monkeypatch.setattr(composer, "PHOTOGRAPHS", 0.0)

    return choose


@pytest.mark.parametrize("kind", [PAGE, CROP], ids=["page", "crop"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout(only, sources, name, kind):
    only(name)
    pages = [compose(np.random.default_rng(seed), sources, kind) for seed in range(8)]
    for page in pages:
        check(page, kind)
    written = [len(page.digits) for page in pages]
    if name == "empty_page":
        assert not any(written)
        assert not any(page.ink.any() for page in pages)
    else:
        assert sum(count > 0 for count in written) >= 4
    if name == "cell_page":
        assert max(written) <= 1


def test_all_layouts_are_tried():
    assert set(LAYOUTS) == set(ALL)


@pytest.mark.parametrize("kind", [PAGE, CROP], ids=["page", "crop"])
@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_same_state_gives_the_same_page(sources, kind, seed):
    one, again = (compose(np.random.default_rng(seed), sources, kind) for _ in range(2))
    other = compose(np.random.default_rng(seed + 100), sources, kind)
    assert np.array_equal(one.image, again.image)
    assert np.array_equal(one.ink, again.ink)
    assert np.array_equal(one.ignored, again.ignored)
    assert (one.digits, one.light) == (again.digits, again.light)
    assert not np.array_equal(one.image, other.image)


def test_there_are_pages_of_many_kinds(sources):
    rng = np.random.default_rng(1)
    pages = [compose(rng, sources, PAGE) for _ in range(60)]
    counts = [len(page.digits) for page in pages]
    assert 0.15 <= np.mean([count == 0 for count in counts]) <= 0.55, "a third are without a digit"
    assert max(counts) > 20
    assert {page.light for page in pages} == {True, False}
    heights = [digit.height for page in pages for digit in page.digits]
    assert min(heights) < 12
    assert max(heights) > 100


def test_digits_can_be_told_from_their_paper(only, sources):
    only("rows_page")
    differences = []
    for seed in range(12):
        page = compose(np.random.default_rng(seed), sources, PAGE)
        ink = page.ink > 200
        if ink.sum() > 50:
            around = covered(page.digits, PAGE.shape, 3) & (page.ink < FAINT)
            grey = page.image.mean(axis=2)
            contrast = grey[ink].mean() - grey[around].mean()
            differences.append((contrast > 0) == page.light and abs(contrast) > 4)
    assert np.mean(differences) >= 0.8


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        pytest.param([], "", id="none"),
        pytest.param([(4, 0), (2, 0)], "42", id="one-row"),
        pytest.param([(4, 0), (2, 0), (7, 3), (0, 5), (1, 5)], "42\n7\n01", id="rows"),
    ],
)
def test_the_text_of_a_page(rows, text):
    blank = np.zeros((8, 8), np.uint8)
    digits = tuple(PlacedDigit(label, row, 1.0, 1.0, 2.0, 2.0, 0.0) for label, row in rows)
    page = ComposedPage(np.zeros((8, 8, 3), np.uint8), blank, digits, blank.astype(bool), False, blank)
    assert page.text == text


@pytest.mark.parametrize("count", range(1, 13))
def test_numbers_have_the_digits_asked_for(count):
    rng = np.random.default_rng(count)
    for _ in range(40):
        labels = layouts.sample_number(rng, count)
        assert len(labels) == count
        assert all(type(label) is int and 0 <= label <= 9 for label in labels)


def test_material_is_put_in_order(digits):
    made = open_sources(images=digits.inks[:100], labels=digits.labels[:100])
    assert set(made.mnist) == set(range(10))
    for label, images in made.mnist.items():
        assert len(images) == np.count_nonzero(digits.labels[:100] == label)
        for image in images:  # cut to their ink
            assert image[0].max() > 60
            assert image[:, -1].max() > 60
    assert made.writers == made.words == made.strings == made.digit_fonts == ()
    assert made.print_fonts, "of matplotlib at least"
