"""How a network is judged, on pages and answers made by hand."""

import numpy as np
import pytest

from digitrec.learning.finder.validation import overlap, rows_are_right, scaled


def rows(*bands: tuple[int, int, int], size: tuple[int, int] = (20, 30)) -> np.ndarray:
    """Cells of bands (row, first, last), each one cell thick."""
    cells = np.zeros(size, bool)
    for row, first, last in bands:
        cells[row, first : last + 1] = True
    return cells


TWO = rows((4, 2, 20), (8, 2, 20))


@pytest.mark.parametrize(
    ("found", "right"),
    [
        pytest.param(TWO, True, id="the-same"),
        pytest.param(rows((4, 5, 17), (8, 2, 20)), True, id="most-of-a-row"),
        pytest.param(rows((4, 5, 7), (8, 2, 20)), False, id="a-part-of-a-row"),
        pytest.param(rows((4, 2, 8), (4, 12, 20), (8, 2, 20)), True, id="a-row-in-two-parts"),
        pytest.param(rows((3, 2, 20), (4, 2, 20), (8, 2, 20)), True, id="a-little-thicker"),
        pytest.param(rows((4, 2, 20)), False, id="one-is-missing"),
        pytest.param(rows((4, 2, 20), (8, 2, 20), (15, 2, 9)), False, id="one-is-made-up"),
        pytest.param(TWO | rows((5, 3, 3), (6, 3, 3), (7, 3, 3)), False, id="both-are-joined"),
        pytest.param(rows((4, 2, 20), (10, 2, 20)), False, id="one-is-beside-it"),
        pytest.param(rows(), False, id="nothing-is-found"),
    ],
)
def test_rows_are_right(found, right):
    assert rows_are_right(TWO, found) is right


@pytest.mark.parametrize(("found", "right"), [(rows(), True), (rows((3, 3, 5)), False)])
def test_of_a_page_without_digits_nothing_is_right(found, right):
    assert rows_are_right(rows(), found) is right


def test_ink_is_judged_by_what_it_shares():
    true = np.zeros((40, 40), bool)
    true[:10] = True
    half = np.zeros_like(true)
    half[5:15] = True
    nothing, speck = np.zeros_like(true), np.zeros_like(true)
    speck[0, :5] = True
    assert overlap(true, true) == 1
    assert overlap(true, half) == pytest.approx(1 / 3)
    assert overlap(true, nothing) == 0
    assert overlap(nothing, speck) == 1, "a few pixels are no ink"
    assert overlap(nothing, half) == 0


def test_images_are_given_to_networks_as_the_engines_give_them():
    from digitrec.models import map_engines

    images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    assert scaled(images) == pytest.approx(map_engines.scaled(images), abs=1e-6)
    assert (scaled(images).min(), scaled(images).max(), scaled(images).dtype) == (-1, 1, np.float32)
