"""Numbers and pages: ink, text and boxes belong together."""

from __future__ import annotations

import numpy as np
import pytest

from digitrec.learning.synthetic import StringStyle, compose_string
from digitrec.learning.synthetic.samples import write_digit
from digitrec.learning.synthetic.strokes import sample_style
from digitrec.page.normalise import to_model_input

NO_DIGITS, NO_LABELS = np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64)


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


@pytest.mark.parametrize(("shortest", "longest"), [(0, 3), (4, 2)])
def test_an_impossible_length_is_refused(shortest, longest):
    with pytest.raises(ValueError, match="digits"):
        StringStyle(shortest=shortest, longest=longest)
