"""Ink with exact edges, from a rough guess of where it is."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.page.matte import matted

TALL = 40.0


def sharp(side: int = 80) -> np.ndarray:
    """A ring of a pen, (side, side) float32, 0 to 1."""
    large = np.zeros((4 * side, 4 * side), np.uint8)
    cv2.ellipse(large, (2 * side, 2 * side), (60, 80), 0, 0, 360, 255, 20, cv2.LINE_AA)
    return cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def written(paper, ink, share: np.ndarray | None = None) -> np.ndarray:
    """The ring in these colours: (80, 80, 3) uint8."""
    share = sharp() if share is None else share
    shape = (*share.shape, 3)
    paper, ink = (np.broadcast_to(np.asarray(colour, np.float32), shape) for colour in (paper, ink))
    return np.rint(paper + share[..., None] * (ink - paper)).astype(np.uint8)


def rough(share: np.ndarray | None = None, blur: float = 1.5) -> np.ndarray:
    """Where a network sees the ring: blurred."""
    return (cv2.GaussianBlur(sharp() if share is None else share, (0, 0), blur) * 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("paper", "ink"),
    [
        pytest.param((235, 240, 240), (120, 50, 30), id="blue-on-white"),
        pytest.param((40, 60, 40), (220, 220, 225), id="chalk"),
        pytest.param((200, 200, 200), (165, 165, 165), id="pencil"),
        pytest.param((128, 128, 128), (60, 60, 200), id="red-of-the-same-brightness"),
    ],
)
def test_edges_are_those_of_the_image(paper, ink):
    made = matted(written(paper, ink), rough(), TALL)
    assert (made.shape, made.dtype) == ((80, 80), np.uint8)
    assert np.abs(made / 255 - sharp()).mean() < 0.02
    assert np.abs(made / 255 - sharp()).mean() < 0.5 * np.abs(rough() / 255 - sharp()).mean()


def test_light_that_falls_off_changes_nothing():
    shade = np.linspace(240, 110, 80)[None, :, None]
    image = written(np.broadcast_to(shade, (80, 80, 1)), np.broadcast_to(0.3 * shade, (80, 80, 1)))
    made = matted(image, rough(), TALL)
    assert np.abs(made / 255 - sharp()).mean() < 0.03


def test_ink_that_the_network_does_not_see_is_left_out():
    share = sharp()
    share[5:9, :] = 1  # a rule beyond the ring
    made = matted(written((235, 235, 235), (30, 30, 30), share), rough(), TALL)
    assert not made[5:9].any()
    assert made[40].max() > 250


@pytest.mark.parametrize("level", [0, 255])
def test_where_there_is_only_ink_or_only_paper_the_guess_stays(level):
    guess = np.full((80, 80), level, np.uint8)
    assert np.array_equal(matted(written((235,) * 3, (30,) * 3), guess, TALL), guess)


def test_without_any_contrast_the_guess_stays():
    assert np.array_equal(matted(np.full((80, 80, 3), 90, np.uint8), rough(), TALL), rough())


@given(seed=st.integers(0, 999), height=st.integers(1, 60), width=st.integers(1, 60), tall=st.floats(1, 120))
def test_nothing_is_ink_far_from_the_guess(seed, height, width, tall):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (height, width, 3), np.uint8)
    guess = np.where(rng.random((height, width)) < 0.1, 255, 0).astype(np.uint8)
    made = matted(image, guess, tall)
    assert (made.shape, made.dtype) == (guess.shape, np.uint8)
    reach = 2 * max(1, round(0.08 * tall)) + 1
    near = cv2.dilate(guess, np.ones((reach, reach), np.uint8)) > 0
    assert not made[~near].any()
