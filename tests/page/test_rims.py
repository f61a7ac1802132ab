"""What runs along an edge of the image goes; digits stay, also those that reach the edge."""

import cv2
import numpy as np

from digitrec.page.rims import find_rims


def zero(shape: tuple[int, int] = (128, 128), centre: tuple[int, int] = (64, 64)) -> np.ndarray:
    ink = np.zeros(shape, np.uint8)
    cv2.ellipse(ink, centre, (18, 30), 0, 0, 360, 255, 5, cv2.LINE_AA)
    return ink


def test_a_frame_cut_off_slantwise_goes():
    ink = zero()
    framed = ink.copy()
    cv2.fillPoly(framed, [np.array([(0, 0), (9, 0), (3, 90), (0, 90)])], 255)
    rims = find_rims(framed)
    assert (rims > 0).sum() > 0.95 * ((framed >= 128).sum() - (ink >= 128).sum())
    assert not (rims[ink > 0] > 0).any()


def test_a_digit_that_reaches_the_edge_stays():
    assert not find_rims(zero(centre=(16, 64))).any()
    assert not find_rims(zero(centre=(64, 110))).any()


def test_a_lone_one_at_the_edge_is_no_frame():
    ink = np.zeros((100, 60), np.uint8)
    cv2.line(ink, (2, 0), (2, 99), 255, 5)
    assert not find_rims(ink).any()


def test_a_one_in_a_crop_as_tall_as_its_digits_is_no_frame():
    ink = zero((70, 120), (90, 35))
    cv2.line(ink, (2, 3), (2, 66), 255, 5)
    assert not find_rims(ink).any()


def test_a_digit_is_not_lost_with_the_frame_it_touches():
    ink = zero(centre=(24, 64))
    ink[:, :4] = 255
    cv2.line(ink, (0, 64), (10, 64), 255, 5)
    assert not (find_rims(ink)[:, 10:] > 0).any()
