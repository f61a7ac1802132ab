"""A cut-out and the image it was cut from: the way there and back."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.page.cutout import Placement, as_it_is, cut_out
from digitrec.types import Box

ANGLES = st.floats(-math.pi, math.pi)
SCALES = st.floats(0.25, 4.0)
SIZE = (60, 80)  # height and width of the cut-outs


def noise(height: int = 60, width: int = 90) -> np.ndarray:
    """(height, width, 3) uint8, no two rows or columns alike."""
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def around(x: float, y: float, u: float, v: float, angle: float, scale: float) -> Placement:
    """The cut-out that shows a point (x, y) of the image at its own (u, v)."""
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    left, top = np.array([x, y]) - turn @ np.array([u, v]) / scale
    return Placement(float(left), float(top), angle, scale, SIZE[1], SIZE[0])


def spot(x: float, y: float, sigma: float) -> np.ndarray:
    """A soft spot with its middle at (x, y): (120, 160, 3) uint8."""
    row, column = np.mgrid[:120, :160] + 0.5
    field = 250 * np.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * sigma**2))
    return np.repeat(np.rint(field).astype(np.uint8)[..., None], 3, axis=2)


def middle_of(image: np.ndarray) -> tuple[float, float]:
    moments = cv2.moments(image[..., 0])
    return moments["m10"] / moments["m00"] + 0.5, moments["m01"] / moments["m00"] + 0.5


@given(angle=ANGLES, scale=SCALES, u=st.floats(20, 60), v=st.floats(20, 40))
def test_a_spot_of_the_image_is_where_the_placement_says(angle, scale, u, v):
    image = spot(80, 60, 4 / scale if scale < 1 else 4)
    place = around(80, 60, u, v, angle, scale)
    cut = cut_out(image, place)
    cut[cut < 60] = 0  # of a spot that its frame cuts off, the middle is seen
    found = middle_of(cut)
    assert found == pytest.approx((u, v), abs=0.35 * max(1.0, scale))
    assert place.to_image(np.array([found])) == pytest.approx(np.array([[80, 60]]), abs=0.6 / min(1, scale))


@given(angle=ANGLES, scale=SCALES, u=st.integers(10, 70), v=st.integers(10, 50))
def test_a_box_on_a_spot_lies_on_the_spot_of_the_image(angle, scale, u, v):
    place = around(80, 60, u, v, angle, scale)
    box = place.box_on_image(Box(u - 4, v - 4, u + 4, v + 4), (120, 160))
    assert box.contains(80, 60)
    side = 8 / scale * (abs(math.cos(angle)) + abs(math.sin(angle)))
    assert max(box.width, box.height) <= side + 2
    assert box.left >= 0
    assert box.top >= 0
    assert box.right <= 160
    assert box.bottom <= 120


@given(
    left=st.integers(-50, 200),
    top=st.integers(-50, 200),
    width=st.integers(1, 60),
    angle=ANGLES,
    scale=SCALES,
)
def test_any_box_becomes_one_within_the_image(left, top, width, angle, scale):
    place = Placement(30.0, 20.0, angle, scale, 80, 60)
    box = place.box_on_image(Box(left, top, left + width, top + 5), (40, 50))
    assert 0 <= box.left < box.right <= 50
    assert 0 <= box.top < box.bottom <= 40


def test_the_image_itself():
    image = noise()
    assert np.array_equal(cut_out(image, as_it_is(image.shape)), image)
    assert as_it_is(image.shape).box_on_image(Box(3, 4, 9, 12), image.shape) == Box(3, 4, 9, 12)


def test_beyond_its_edges_an_image_goes_on_as_it_ends():
    image = noise()
    cut = cut_out(image, Placement(-7.0, -5.0, 0.0, 1.0, 90 + 14, 60 + 10))
    assert np.array_equal(cut, np.pad(image, ((5, 5), (7, 7), (0, 0)), mode="edge"))


@pytest.mark.parametrize(("x", "column"), [(-500.0, 0), (500.0, -1)])
@pytest.mark.parametrize("scale", [0.3, 1.0, 2.0])
def test_beside_the_image_there_is_only_its_edge(x, column, scale):
    image = np.full((60, 90, 3), 128, np.uint8)
    image[:, column] = (10, 20, 30)
    image[:, column - 1 if column else 1] = (10, 20, 30)
    image[:, -3 if column else 2] = (10, 20, 30)
    cut = cut_out(image, Placement(x, 5.0, 0.0, scale, 8, 6))
    assert cut.shape == (6, 8, 3)
    assert (cut == (10, 20, 30)).all()


@pytest.mark.parametrize("quarters", range(4))
def test_at_quarter_turns_pixels_stay_pixels(quarters):
    image = noise()
    height, width = image.shape[:2]
    corner = ((0, 0), (width, 0), (width, height), (0, height))[quarters]
    size = (width, height) if quarters % 2 == 0 else (height, width)
    cut = cut_out(image, Placement(*map(float, corner), quarters * math.pi / 2, 1.0, *size))
    upright = np.rot90(image, quarters)
    assert cut.shape == upright.shape
    assert np.abs(cut.astype(int) - upright).max() <= 1


@given(x=st.floats(-300, 300), y=st.floats(-300, 300), angle=ANGLES, scale=st.floats(0.01, 20))
def test_every_cut_out_has_its_size_and_colours_of_the_image(x, y, angle, scale):
    image = np.full((1, 30, 3), (40, 90, 200), np.uint8)
    cut = cut_out(image, Placement(x, y, angle, scale, 33, 21))
    assert cut.shape == (21, 33, 3)
    assert cut.dtype == np.uint8
    assert np.abs(cut.astype(int) - (40, 90, 200)).max() <= 1


def test_fine_patterns_are_averaged_when_they_are_made_smaller():
    image = np.zeros((120, 160, 3), np.uint8)
    image[:, ::2] = 200
    cut = cut_out(image, Placement(0.0, 0.0, 0.0, 0.25, 40, 30))
    assert np.abs(cut[2:-2, 2:-2].astype(int) - 100).max() <= 4


@pytest.mark.parametrize("angle", [0.0, 0.4, math.pi])
def test_a_longer_cut_out_shows_what_it_showed_further_in(angle):
    place = around(45, 30, 20, 20, angle, 0.5)
    longer = place.longer(7, 11)
    assert (longer.width, longer.height) == (place.width + 18, place.height)
    for point in ((0, 0), (79, 59)):
        there = longer.to_image(np.array([(point[0] + 7.0, point[1])]))
        assert there == pytest.approx(place.to_image(np.array([point], float)))
