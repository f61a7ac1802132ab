"""How sharp a frame is."""

import cv2
import numpy as np

from digitrec.reading.frame import sharpness


def desk(level: int = 90) -> np.ndarray:
    return np.full((480, 640, 3), level, np.uint8)


def held_up() -> np.ndarray:
    """A sheet on a desk with a stroke on it."""
    frame = desk()
    cv2.rectangle(frame, (150, 100), (500, 380), (235, 235, 235), -1)
    cv2.rectangle(frame, (300, 200), (312, 280), (20, 20, 20), -1)
    return frame


def test_blur_is_less_sharp_and_grain_hardly_sharper():
    frame = held_up()
    grainy = np.clip(frame + np.random.default_rng(1).normal(0, 4, frame.shape), 0, 255).astype(np.uint8)

    assert sharpness(cv2.GaussianBlur(frame, (0, 0), 3)) < 0.5 * sharpness(frame)
    assert sharpness(grainy) < 1.3 * sharpness(frame)
    assert sharpness(desk()) == 0


def test_grey_and_tiny_frames_have_a_sharpness_too():
    assert sharpness(cv2.cvtColor(held_up(), cv2.COLOR_BGR2GRAY)) > 10
    assert sharpness(np.zeros((1, 1, 3), np.uint8)) == 0
