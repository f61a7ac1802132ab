import cv2
import numpy as np
import pytest

from digitrec.types import Reading
from digitrec.ui.capture.quality import BLUR_HINT, DARK_HINT, SMALL_HINT, assess
from tests.ui.cameras import image
from tests.ui.samples import reading


def page(blur=0.0, light=1.0, noise=3.0, size=(640, 480)):
    """A sheet with digits, filmed with a camera that is blurred, dark and grainy as told."""
    frame = np.full((480, 640), 205, np.float32)
    for place, text in enumerate("1354086"):
        at = 60 + 75 * place, 260
        cv2.circle(frame, at, 24, 40, 4)
        cv2.line(frame, (at[0], 200), (at[0] + 20, 320), 40, 4)
        assert text
    if blur:
        frame = cv2.GaussianBlur(frame, (0, 0), blur)
    frame = frame * light + np.random.default_rng(1).normal(0, noise, frame.shape)
    return cv2.resize(np.clip(frame, 0, 255).astype(np.uint8), size)


@pytest.mark.parametrize("noise", [0.0, 3.0, 6.0])
def test_a_sharp_page_in_good_light_needs_nothing(noise):
    assert assess(page(noise=noise), Reading()).hint == ""


@pytest.mark.parametrize("noise", [1.0, 5.0])
def test_a_blurred_page_is_said(noise):
    assert assess(page(blur=5, noise=noise), Reading()).hint == BLUR_HINT


def test_blur_grows_with_the_blur_and_hardly_with_light_or_size():
    widths = [assess(page(blur=blur), Reading()).blur for blur in (0.8, 2, 4, 6)]
    assert widths == sorted(widths)
    usual = assess(page(blur=4), Reading()).blur
    assert assess(page(blur=4, light=0.6), Reading()).blur == pytest.approx(usual, rel=0.15)
    assert assess(page(blur=4, size=(1280, 960)), Reading()).blur == pytest.approx(usual, rel=0.15)


def test_a_dark_page_is_said_before_anything_else():
    assert assess(page(light=0.25, blur=5), Reading()).hint == DARK_HINT


def test_chalk_on_a_black_board_is_not_dark():
    assert assess(255 - page(), Reading()).hint == ""


def test_small_writing_is_said():
    assert assess(page(), reading("71", row=34)).hint == SMALL_HINT
    assert assess(page(), reading("71", row=60)).hint == ""


@pytest.mark.parametrize("channels", [0, 1, 3, 4])
def test_an_even_picture_shows_nothing_to_judge_by(channels):
    assert assess(image(channels=channels), Reading()).hint == ""
