from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitrec.learning.augmentation.redraw import draw, middle_lines, thinned


def ring() -> np.ndarray:
    return np.asarray(cv2.circle(np.zeros((28, 28), np.uint8), (14, 14), 8, 255, 3, cv2.LINE_AA))


def holes(mask: np.ndarray) -> int:
    """Paper that ink encloses."""
    count, _ = cv2.connectedComponents(
        np.pad(~mask, 1, constant_values=True).astype(np.uint8), connectivity=4
    )
    return count - 2


def pieces(mask: np.ndarray) -> int:
    return cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] - 1


def test_thinning_keeps_what_hangs_together():
    mask = ring() > 0
    mask[22:26, 20:27] = True
    lines = thinned(mask)
    assert (pieces(lines), holes(lines)) == (pieces(mask), holes(mask))
    assert lines.sum() < 0.5 * mask.sum()
    assert not (lines[:-1, :-1] & lines[1:, :-1] & lines[:-1, 1:] & lines[1:, 1:]).any()


@pytest.mark.parametrize("size", [60, 150, 340])
@pytest.mark.parametrize("pen", [4, 10])
def test_drawings_have_the_size_the_pen_and_the_place_asked_for(size, pen):
    ink = draw(middle_lines(ring()), size, pen, (30, 20), (400, 400))
    left, top, width, height = cv2.boundingRect((ink >= 128).astype(np.uint8))
    assert (left, top) == pytest.approx((30, 20), abs=2)
    assert max(width, height) == pytest.approx(size, abs=2)
    across = ink[20 + size // 2, 30 : 30 + size // 2] >= 128
    assert across.sum() == pytest.approx(pen, abs=2)
    assert holes(ink >= 128) == 1


def test_blank_ink_stays_blank():
    assert not draw(middle_lines(np.zeros((28, 28), np.uint8)), 100, 8, (0, 0), (200, 200)).any()


def test_a_dot_is_drawn():
    dot = np.zeros((28, 28), np.uint8)
    dot[13:15, 13:15] = 255
    assert draw(middle_lines(dot), 60, 8, (0, 0), (100, 100)).any()
