"""Images of any size, looked at through windows of a few sizes."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.models.map_shapes import FINDER_SIZES, INK_SIZES
from digitrec.models.tiling import ALIGNED, look_through, tiling_of

SIDES = st.integers(1, 700)
FEW = settings(max_examples=25, deadline=None)  # images take their time


@pytest.mark.parametrize(("sizes", "overlap"), [(FINDER_SIZES, 64), (INK_SIZES, 32)], ids=["finder", "ink"])
@given(height=SIDES, width=SIDES)
def test_windows_cover_an_image_and_share_what_they_should(sizes, overlap, height, width):
    tiling = tiling_of((height, width), sizes, overlap)
    assert tiling.size in sizes
    for length, window, starts in zip((height, width), tiling.size, (tiling.tops, tiling.lefts), strict=True):
        assert starts[0] == 0
        assert length <= starts[-1] + window < length + max(window, ALIGNED)
        assert all(start % ALIGNED == 0 for start in starts)
        for before, start in pairwise(starts):
            assert 0 < start - before <= window - overlap


@pytest.mark.parametrize("size", [*FINDER_SIZES])
def test_an_image_of_one_of_the_sizes_is_looked_at_once(size):
    tiling = tiling_of(size, FINDER_SIZES, 64)
    assert (tiling.size, tiling.tops, tiling.lefts) == (size, (0,), (0,))


@FEW
@given(height=SIDES, width=SIDES)
def test_what_is_told_of_places_is_put_together_where_it_belongs(height, width):
    rng = np.random.default_rng(height * 1000 + width)
    image = rng.integers(0, 256, (height, width, 3)).astype(np.uint8)

    def look(window):
        plain = window.astype(np.float32)
        return plain, plain[::2, ::2, :1]

    full, half = look_through(image, tiling_of((height, width), INK_SIZES, 32), look)
    assert np.array_equal(full, image)
    assert np.array_equal(half, image[::2, ::2, :1])


@FEW
@given(height=st.integers(65, 400), width=st.integers(65, 600))
def test_what_is_seen_near_an_inner_edge_is_not_taken(height, width):
    """A window's border tells nonsense: half of what windows share lies between it and what is kept."""
    overlap, border = 32, 12
    tiling = tiling_of((height, width), INK_SIZES, overlap)

    def look(window):
        told = np.full((*window.shape[:2], 1), -1, np.float32)
        told[border:-border, border:-border] = 1
        return (told,)

    (told,) = look_through(np.zeros((height, width, 3), np.uint8), tiling, look)
    assert (told[border : height - border, border : width - border] == 1).all()


def test_beyond_its_edges_an_image_goes_on_as_it_ends():
    seen = []
    image = np.arange(40 * 50 * 3, dtype=np.uint32).reshape(40, 50, 3).astype(np.uint8)

    def look(window):
        seen.append(window)
        return (window.astype(np.float32),)

    tiling = tiling_of((40, 50), INK_SIZES, 32)
    look_through(image, tiling, look)
    below, beside = tiling.size[0] - 40, tiling.size[1] - 50
    assert np.array_equal(seen[0], cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_REPLICATE))
