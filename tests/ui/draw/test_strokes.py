import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.ui.draw.strokes import STEP, Stroke, draw_ink, smooth

POINTS = st.lists(st.tuples(st.integers(-50, 250), st.integers(-50, 250)), min_size=1, max_size=12).map(tuple)


@given(POINTS)
def test_smooth_keeps_both_ends_and_passes_through_every_point(points):
    path = smooth(points)

    assert tuple(path[0]) == points[0]
    assert tuple(path[-1]) == points[-1]
    assert all(np.linalg.norm(path - point, axis=1).min() < 1e-6 for point in points)
    assert np.isfinite(path).all()


def test_a_fast_curve_has_no_corners():
    angles = np.linspace(0, np.pi, 6)
    path = smooth(tuple((100 + 80 * np.cos(a), 100 + 80 * np.sin(a)) for a in angles))

    steps = np.diff(path, axis=0)
    turns = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))

    assert np.linalg.norm(steps, axis=1).max() < 1.6 * STEP
    assert np.abs(turns).max() < 0.2  # straight lines would turn by 0.6 at each point


@given(POINTS, st.integers(1, 60))
def test_ink_stays_on_the_paper(points, width):
    ink = draw_ink((Stroke(points, width),), (200, 180))

    assert ink.shape == (180, 200)
    assert ink.dtype == np.uint8


@pytest.mark.parametrize("width", [1, 2, 7, 14, 40])
def test_a_line_is_as_wide_as_the_pen_and_has_soft_edges(width):
    ink = draw_ink((Stroke(((20, 100.3), (380, 100.3)), width),), (400, 200))

    column = ink[:, 200].astype(float) / 255
    assert column.sum() == pytest.approx(width, abs=0.8)
    assert ((column > 0.05) & (column < 0.95)).any()


def test_a_stroke_starts_without_a_blob():
    ink = draw_ink((Stroke(((50, 100), (200, 100)), 14),), (300, 200))

    assert (ink[:, 50] > 128).sum() == (ink[:, 120] > 128).sum()


def test_overlapping_strokes_add_no_ink_twice():
    one = Stroke(((50, 100), (200, 100)), 10)

    assert np.array_equal(draw_ink((one, one), (300, 200)), draw_ink((one,), (300, 200)))


@pytest.mark.parametrize(
    ("at", "hit"), [((100, 100), True), ((100, 112), True), ((100, 120), False), ((230, 100), False)]
)
def test_the_eraser_reaches_a_little_beside_the_stroke(at, hit):
    assert Stroke(((50, 100), (200, 100)), 14).passes(at) is hit


def test_a_stroke_needs_a_point_and_a_width():
    with pytest.raises(ValueError, match="needs a point"):
        Stroke((), 4)
    with pytest.raises(ValueError, match="width"):
        Stroke(((1, 1),), 0)
