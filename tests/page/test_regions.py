"""Rows from maps made by hand, and which of them are cut out together."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.page.regions import CELL, FinderMaps, Row, regions_of, rows_of
from digitrec.types import Box

UPRIGHT = (0.0, -1.0)


def maps_of(*bands, size=(80, 100)) -> FinderMaps:
    """What a finder says of a picture with these rows.

    Args:
        bands: (left, y, right, height, up, light, kernel) each, pixels of the finder's image; the last three
            may be left out.
        size: cells of the maps.
    """
    kernel, height, light = np.zeros((3, *size), np.float32)
    up = np.zeros((*size, 2), np.float32)
    for left, y, right, tall, *rest in bands:
        direction, pale, chance = (*rest, *(UPRIGHT, 0.1, 0.9)[len(rest) :])
        half = max(2, tall / 4)
        window = (
            slice(int((y - half) / CELL), math.ceil((y + half) / CELL)),
            slice(int(left / CELL), math.ceil(right / CELL)),
        )
        kernel[window], height[window], up[window], light[window] = chance, tall, direction, pale
    return FinderMaps(kernel, height, up, light)


def row(left, y, right, height=32.0, up=UPRIGHT, light=0.1) -> Row:
    """A row as found in an image that the finder saw as it is."""
    (found,) = rows_of(maps_of((left, y, right, height, up, light)), 1.0)
    return found


def aslant(left, y, length, angle, height=32.0, up=UPRIGHT) -> Row:
    """A row one cell thick that runs at an angle."""
    along = np.arange(0, length, CELL / 2)
    cells = np.stack([left + along * math.cos(angle), y + along * math.sin(angle)], axis=1)
    return Row(cells, float(CELL), height, np.array(up), 0.1, 0.9)


def test_a_row_has_the_height_direction_and_certainty_of_its_cells():
    turned = (math.sin(0.3), -math.cos(0.3))
    (found,) = rows_of(maps_of((40, 80, 200, 24, turned, 0.8, 0.7)), 1.0)
    assert found.height == pytest.approx(24)
    assert found.up == pytest.approx(turned, abs=1e-5)
    assert found.light == pytest.approx(0.8)
    assert found.certainty == pytest.approx(0.7)
    assert found.cells.min(axis=0) == pytest.approx([42, 74])
    assert found.cells.max(axis=0) == pytest.approx([198, 86])


@given(scale=st.floats(0.05, 4), x=st.integers(0, 900), y=st.integers(0, 900))
def test_rows_are_in_pixels_of_the_image_given(scale, x, y):
    maps = maps_of((40, 80, 200, 24))
    (seen,) = rows_of(maps, 1.0)
    (found,) = rows_of(maps, scale, np.array([x, y]))
    assert found.cells == pytest.approx(seen.cells / scale + (x, y))
    assert found.height * scale == pytest.approx(24)
    assert found.cell * scale == pytest.approx(CELL)


def test_uneven_cells_are_averaged_by_how_likely_they_are():
    maps = maps_of((40, 80, 80, 20, UPRIGHT, 0.0, 0.6), (80, 80, 120, 20, UPRIGHT, 1.0, 0.9))
    (found,) = rows_of(maps, 1.0)
    assert found.light == pytest.approx(0.9 / 1.5, abs=0.01)
    assert found.certainty == pytest.approx(0.9), "of the likelier half"
    assert np.hypot(*found.up) == pytest.approx(1)


@pytest.mark.parametrize(
    ("height", "found"),
    [pytest.param(12, 1, id="a-small-digit"), pytest.param(60, 0, id="a-crumb-beside-large-ones")],
)
def test_a_cell_or_two_are_a_row_of_small_digits_only(height, found):
    maps = maps_of((40, 80, 44, 12))
    maps.height[maps.kernel > 0] = height
    assert len(rows_of(maps, 1.0)) == found


@pytest.mark.parametrize(("chance", "found"), [(0.3, 0), (0.4, 0), (0.6, 1)])
def test_what_is_hardly_likely_is_no_row(chance, found):
    assert len(rows_of(maps_of((40, 80, 200, 24, UPRIGHT, 0.1, chance)), 1.0)) == found


def test_a_region_says_how_certain_the_finder_is_of_each_of_its_rows():
    rows = rows_of(maps_of((40, 40, 200, 24), (40, 90, 200, 24, UPRIGHT, 0.1, 0.6)), 1.0)
    (region,) = regions_of(rows)
    place = region.placement(40.0)
    upper, lower = (
        Box(0, round((y - place.y - 5) * place.scale), 300, round((y - place.y + 5) * place.scale))
        for y in (40, 90)
    )
    assert region.certainty(upper, place) == pytest.approx(max(row.certainty for row in rows))
    assert region.certainty(lower, place) == pytest.approx(0.6, abs=0.01)
    assert region.certainty(Box(0, place.height - 1, 300, place.height), place) == 0


def test_cells_in_doubt_belong_to_the_sure_row_they_hang_on():
    doubt = UPRIGHT, 0.1, 0.3
    maps = maps_of((40, 80, 120, 24), (120, 80, 200, 24, *doubt), (240, 80, 300, 24, *doubt))
    (found,) = rows_of(maps, 1.0)
    assert found.cells[:, 0].max() == pytest.approx(198)


def test_doubt_between_two_rows_joins_them_not():
    maps = maps_of((40, 80, 200, 24), (40, 108, 200, 24))
    between = (maps.kernel == 0) & (np.arange(80) < 27)[:, None] & (np.arange(80) > 19)[:, None]
    maps.kernel[between] = 0.3
    maps.height[between] = 24
    maps.up[between] = UPRIGHT
    one, other = rows_of(maps, 1.0)
    assert max(one.cells[:, 1].max(), other.cells[:, 1].max()) > 108
    assert min(one.cells[:, 1].max(), other.cells[:, 1].max()) < 100


@pytest.mark.parametrize(("tall", "rows"), [(60, 1), (12, 2)])
def test_a_break_that_is_small_beside_its_digits_is_none(tall, rows):
    doubt = (120, 80, 132, tall, UPRIGHT, 0.1, 0.3)
    maps = maps_of((40, 80, 120, tall), doubt, (132, 80, 200, tall))
    assert len(rows_of(maps, 1.0)) == rows


@pytest.mark.parametrize("tall", [16, 32, 64, 128])
def test_rows_a_tenth_of_a_height_apart_are_not_closed_into_one(tall):
    """Their kernels are half a height thick, as those of the targets are."""
    ys = [60 + 1.1 * tall * number for number in range(3) if 60 + 1.1 * tall * number < 300]
    assert len(rows_of(maps_of(*((40, y, 360, tall) for y in ys)), 1.0)) == len(ys)


def test_nothing_is_found_where_nothing_is():
    assert rows_of(maps_of(), 1.0) == []
    assert regions_of([]) == []


def test_heights_of_zero_are_no_trouble():
    maps = maps_of((40, 80, 200, 24))
    maps.height[:], maps.up[:] = 0, 0
    (found,) = rows_of(maps, 1.0)
    assert found.height == 1
    assert np.isfinite(found.up).all()


@pytest.mark.parametrize(
    ("one", "other", "regions"),
    [
        pytest.param(row(40, 60, 200), row(40, 100, 200), 1, id="next-rows"),
        pytest.param(row(40, 60, 120), row(190, 60, 300), 1, id="beside"),
        pytest.param(row(40, 60, 120), row(210, 60, 300), 2, id="far-beside"),
        pytest.param(row(40, 60, 200), row(40, 170, 200), 2, id="far-below"),
        pytest.param(row(40, 60, 200, 24), row(40, 110, 200, 34), 1, id="a-little-taller"),
        pytest.param(row(40, 60, 200, 20), row(40, 110, 200, 34), 2, id="much-taller"),
        pytest.param(row(40, 60, 200), row(40, 110, 200, up=(0.3, -0.954)), 1, id="a-little-turned"),
        pytest.param(row(40, 60, 200), row(40, 110, 200, up=(1.0, 0.0)), 2, id="on-its-side"),
        pytest.param(row(40, 60, 200), row(40, 110, 200, up=(0.0, 1.0)), 2, id="upside-down"),
    ],
)
def test_rows_that_are_alike_and_near_are_cut_out_together(one, other, regions):
    assert len(regions_of([one, other])) == len(regions_of([other, one])) == regions


@given(order=st.permutations(range(5)))
def test_rows_are_joined_through_others(order):
    rows = [row(40, 40 + 60 * number, 200) for number in range(4)] + [row(40, 40, 60, 12)]
    groups = sorted(len(region.rows) for region in regions_of([rows[i] for i in order]))
    assert groups == [1, 4]


def test_the_height_of_a_region_is_that_of_most_of_its_writing():
    (region,) = regions_of([row(40, 60, 360, 30), row(40, 110, 80, 40)])
    assert 30 < region.height < 32
    assert not region.light


def test_light_ink_is_what_most_of_the_rows_say():
    (region,) = regions_of([row(40, 60, 360, light=0.9), row(40, 110, 80, light=0.2)])
    assert region.light


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("askew", [-0.2, 0.0, 0.1])
def test_long_rows_say_in_which_direction_they_run(quarters, askew):
    turn = quarters * math.pi / 2
    up = (math.sin(turn), -math.cos(turn))
    (region,) = regions_of([aslant(100, 100, 300, turn + askew, up=up)])
    assert math.remainder(region.angle - turn - askew, 2 * math.pi) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("length", "askew"),
    [pytest.param(100, 0.2, id="too-short-to-tell"), pytest.param(300, 0.5, id="no-row-is-so-steep")],
)
def test_else_the_digits_say_it(length, askew):
    (region,) = regions_of([aslant(100, 100, length, askew)])
    assert region.angle == pytest.approx(0, abs=1e-6)


def test_every_row_of_a_region_counts_for_its_slope():
    rows = [aslant(100, 100 + 50 * number, 300, 0.1) for number in range(3)]
    (region,) = regions_of([*rows, aslant(100, 250, 60, -0.3)])
    assert region.angle == pytest.approx(0.1, abs=0.01)


def test_rows_that_were_found_as_one_do_not_say_it():
    steps = [aslant(100 + 60 * step, 100 + 45 * step, 130, 0.0) for step in range(4)]
    one = replace(steps[0], cells=np.concatenate([row.cells for row in steps]))
    (region,) = regions_of([one, aslant(100, 300, 400, 0.02)])
    assert region.angle == pytest.approx(0.02, abs=0.01)


@given(angle=st.floats(-math.pi, math.pi), tall=st.floats(8, 120))
def test_a_region_is_cut_out_whole_with_air_around_it(angle, tall):
    rows = [aslant(500, 500, 9 * tall, angle, tall, (math.sin(angle), -math.cos(angle)))]
    (region,) = regions_of(rows)
    place = region.placement(40)
    assert place.scale == pytest.approx(40 / tall)
    inverse = np.linalg.inv(place.matrix[:, :2])
    cells = (rows[0].cells - (place.x, place.y)) @ inverse.T
    assert cells[:, 0].min() >= 0.5 * 40 - 0.01
    assert cells[:, 1].min() == pytest.approx(0.75 * 40, abs=0.01)
    assert place.width - cells[:, 0].max() >= 0.5 * 40 - 0.01
    assert place.height - cells[:, 1].max() == pytest.approx(0.75 * 40, abs=1.01)
    assert np.ptp(cells[:, 1]) < 1, "upright"


def test_the_mask_of_a_region_lies_on_its_own_rows():
    inside, outside = aslant(100, 100, 300, 0.0), aslant(100, 130, 300, 0.0)
    (region,) = regions_of([inside])
    place = region.placement(40)
    mask = region.mask(place, 2)
    assert mask.shape == (-(-place.height // 2), -(-place.width // 2))

    def cells_of(one):
        return np.rint((one.cells - (place.x, place.y)) * place.scale / 2 - 0.5).astype(int)

    x, y = cells_of(inside).T
    assert mask[y, x].all()
    x, y = cells_of(outside).T
    seen = (y >= 0) & (y < mask.shape[0]) & (x >= 0) & (x < mask.shape[1])
    assert not mask[y[seen], x[seen]].any()


@pytest.mark.parametrize("tall", [6, 30, 200])
def test_a_mask_has_no_holes_along_a_row(tall):
    (found,) = rows_of(maps_of((40, 120, 280, 24)), 24 / tall)
    (region,) = regions_of([found])
    mask = region.mask(region.placement(40), 2)
    count, _ = cv2.connectedComponents(mask)
    assert count == 2
