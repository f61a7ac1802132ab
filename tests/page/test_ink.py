"""The ink stage on pages the tests draw: polarity, light, grain, size, and what it refuses."""

import cv2
import numpy as np
import pytest

from digitrec.page.images import as_bgr
from digitrec.page.ink import find_ink

SIDE = (240, 320)


def writing(pen: int = 6) -> np.ndarray:
    """A mask of three strokes that look like 1, 0 and 7: (240, 320) float32 in [0, 1]."""
    mask = np.zeros(SIDE, np.uint8)
    cv2.line(mask, (60, 70), (60, 170), 255, pen, cv2.LINE_AA)
    cv2.ellipse(mask, (150, 120), (30, 50), 0, 0, 360, 255, pen, cv2.LINE_AA)
    cv2.polylines(mask, [np.array([(220, 70), (270, 70), (235, 170)])], False, 255, pen, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def page(paper: np.ndarray | float, ink: float, mask: np.ndarray, noise: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    image = paper * (1 - mask) + ink * mask + rng.normal(0, noise, mask.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def agreement(image: np.ndarray, mask: np.ndarray) -> float:
    """Intersection over union of found and true ink."""
    found = find_ink(image).ink
    truth = cv2.resize(mask, found.shape[::-1], interpolation=cv2.INTER_AREA) >= 0.5
    ink = found >= 128
    return float((ink & truth).sum() / (ink | truth).sum())


def across() -> np.ndarray:
    return np.linspace(0, 1, SIDE[1], dtype=np.float32)[None, :].repeat(SIDE[0], 0)


PAGES = [
    pytest.param(lambda m: page(240, 30, m), id="black-on-white"),
    pytest.param(lambda m: page(10, 235, m), id="white-on-black"),
    pytest.param(lambda m: page(200, 150, m, 3), id="faint-pencil"),
    pytest.param(lambda m: page(60, 20, m, 2), id="dark-frame"),
    pytest.param(lambda m: page(90 + 150 * across(), 25, m, 4), id="light-from-the-right"),
    pytest.param(lambda m: page(np.where(across() > 0.55, 90.0, 220.0), 15, m, 3), id="hard-shadow"),
    pytest.param(lambda m: page(180, 40, m, 12), id="coarse-grain"),
]


@pytest.mark.parametrize("draw", PAGES)
def test_finds_the_strokes(draw):
    mask = writing()
    assert agreement(draw(mask), mask) > 0.6


@pytest.mark.parametrize("pen", [2, 4, 10, 18])
def test_finds_thin_and_thick_pens(pen):
    mask = writing(pen)
    assert agreement(page(230, 30, mask, 2), mask) > 0.55


def test_colour_counts_where_grey_does_not():
    mask = writing()[:, :, None]
    paper, ink = np.array([150.0, 150.0, 150.0]), np.array([150.0, 150.0, 60.0])
    image = (paper * (1 - mask) + ink * mask).astype(np.uint8)
    assert agreement(image, mask[:, :, 0]) > 0.6


def test_polarity_does_not_matter():
    image = page(225, 40, writing(), 2)
    upright, inverted = find_ink(image), find_ink(255 - image)
    same = (upright.ink >= 128) == (inverted.ink >= 128)
    assert same.mean() > 0.985


def test_plain_paper_has_next_to_no_ink():
    assert (find_ink(np.full(SIDE, 200, np.uint8)).ink >= 128).mean() == 0.0


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (30, 1), (16, 16), (3000, 4000), (5, 900)])
def test_any_size_is_worked_on(shape):
    image = np.full(shape, 230, np.uint8)
    image[: max(1, shape[0] // 2), : max(1, shape[1] // 20)] = 20
    found = find_ink(image)
    assert max(found.ink.shape) <= 1600
    assert found.ink.shape[1] == pytest.approx(shape[1] * found.scale, abs=1)


def test_transparent_pixels_are_paper():
    image = np.zeros((*SIDE, 4), np.uint8)
    image[:, :, 3] = np.rint(writing() * 255)
    mask = writing()
    assert agreement(image, mask) > 0.6


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(np.zeros((4, 4), np.float32), id="float"),
        pytest.param(np.zeros((4, 4, 2), np.uint8), id="two-channels"),
        pytest.param(np.zeros((0, 4), np.uint8), id="no-pixels"),
        pytest.param(np.zeros(4, np.uint8), id="a-row"),
        pytest.param([[0, 1]], id="a-list"),
    ],
)
def test_what_is_no_image_is_refused(image):
    with pytest.raises(ValueError, match="image must be"):
        as_bgr(image)
