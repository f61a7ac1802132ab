"""Numbers and pages: ink, text and boxes belong together."""

from __future__ import annotations

import numpy as np
import pytest

from digitrec.learning.synthetic import PageStyle, StringStyle, compose_string, render_page
from digitrec.learning.synthetic.samples import write_digit
from digitrec.learning.synthetic.strokes import sample_style
from digitrec.page.normalise import to_model_input

NO_DIGITS, NO_LABELS = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)
CALM = PageStyle(ruled=0, shadow=0, noise=0, blur=0, tilt=0, faintest=1)


@pytest.fixture(scope="module")
def images():
    """Stands in for MNIST: (40, 28, 28) ink and labels."""
    rng, labels = np.random.default_rng(7), np.arange(40) % 10
    glyphs = [to_model_input(write_digit(rng, int(label), sample_style(rng))) for label in labels]
    return np.stack([np.rint(glyph * 255).astype(np.uint8) for glyph in glyphs]), labels


@pytest.mark.parametrize("written", [0.0, 1.0])
def test_a_number_has_a_box_with_ink_for_every_digit(images, written):
    for seed in range(20):
        number = compose_string(np.random.default_rng(seed), *images, style=StringStyle(written=written))
        assert 2 <= len(number.text) <= 6
        assert len(number.boxes) == len(number.text)
        height, width = number.ink.shape
        for box in number.boxes:
            assert 0 <= box.left < box.right <= width
            assert 0 <= box.top < box.bottom <= height
            assert number.ink[box.top : box.bottom, box.left : box.right].max() > 60


def test_digits_stand_from_left_to_right(images):
    for seed in range(20):
        number = compose_string(np.random.default_rng(seed), *images)
        centres = [box.centre[0] for box in number.boxes]
        assert centres == sorted(centres)


def test_a_wider_gap_makes_a_wider_number_and_leaves_paper_between(images):
    def composed(gap):
        style = StringStyle(shortest=4, longest=4, gap=gap, gap_spread=0, slant=0)
        return compose_string(np.random.default_rng(1), *images, style=style)

    near, far = composed(0.0), composed(0.5)
    assert near.text == far.text
    assert far.ink.shape[1] > near.ink.shape[1] + 60
    blank = ~(far.ink > 0).any(axis=0)
    assert np.count_nonzero(np.diff(blank.astype(int)) == 1) == 3


def test_marks_add_ink_but_no_text(images):
    plain, marked = (
        compose_string(
            np.random.default_rng(4), *images, style=StringStyle(shortest=3, longest=3, marks=marks)
        )
        for marks in (0.0, 1.0)
    )
    assert len(marked.text) == 3
    assert marked.ink.shape[1] > max(box.right for box in marked.boxes) or (
        np.count_nonzero(marked.ink) > np.count_nonzero(plain.ink)
    )


def test_numbers_need_no_images():
    number = compose_string(np.random.default_rng(0), NO_DIGITS, NO_LABELS)
    assert number.ink.any()
    assert number.text.isdigit()


def test_the_same_seed_composes_the_same_page(images):
    first, second = (
        render_page(rng, [compose_string(rng, *images) for _ in range(2)])
        for rng in (np.random.default_rng(9), np.random.default_rng(9))
    )
    assert first.text == second.text
    np.testing.assert_array_equal(first.image, second.image)


def test_a_calm_page_is_dark_where_the_boxes_are_and_paper_elsewhere(images):
    rng = np.random.default_rng(3)
    lines = [compose_string(rng, *images) for _ in range(3)]
    page = render_page(rng, lines, CALM)
    assert page.text == "\n".join(line.text for line in lines)
    assert [len(line) for line in page.boxes] == [len(line.text) for line in lines]
    grey = page.image.min(axis=2).astype(int)
    paper = int(np.median(grey))
    outside = np.ones(grey.shape, bool)
    for box in (box for line in page.boxes for box in line):
        assert grey[box.top : box.bottom, box.left : box.right].min() < paper - 60
        outside[box.top : box.bottom, box.left : box.right] = False
    assert np.abs(grey[outside] - paper).max() < 25


@pytest.mark.parametrize("seed", range(6))
def test_boxes_follow_the_tilt(images, seed):
    rng = np.random.default_rng(seed)
    lines = [compose_string(rng, *images)]
    page = render_page(rng, lines, PageStyle(ruled=0, shadow=0, noise=0, blur=0, tilt=12, faintest=1))
    grey = page.image.min(axis=2).astype(int)
    dark = grey < int(np.median(grey)) - 60
    inside = np.zeros(grey.shape, bool)
    for box in page.boxes[0]:
        inside[box.top : box.bottom, box.left : box.right] = True
    assert dark.any()
    assert dark[~inside].mean() < 0.001


def test_a_page_without_lines_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        render_page(np.random.default_rng(0), [])


@pytest.mark.parametrize(("shortest", "longest"), [(0, 3), (4, 2)])
def test_an_impossible_length_is_refused(shortest, longest):
    with pytest.raises(ValueError, match="digits"):
        StringStyle(shortest=shortest, longest=longest)
