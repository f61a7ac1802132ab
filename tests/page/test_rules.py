"""Rules go, digits stay, also where they cross."""

import cv2
import numpy as np

from digitrec.page.rules import find_rules, mend_crossings

STROKE = 5


def digits(shape: tuple[int, int] = (200, 600)) -> np.ndarray:
    ink = np.zeros(shape, np.uint8)
    for left in range(60, shape[1] - 80, 110):
        cv2.ellipse(ink, (left + 20, 100), (22, 40), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    return ink


def kept(before: np.ndarray, after: np.ndarray) -> float:
    own = before >= 128
    return float(((after >= 128) & own).sum() / own.sum())


def without_rules(ink: np.ndarray, stroke: float) -> np.ndarray:
    rules = find_rules(ink, stroke)
    return mend_crossings(ink, np.where(rules.all > 0, 0, ink).astype(np.uint8), rules, stroke)


def test_level_rule_goes_and_the_digits_that_cross_it_stay():
    ink = digits()
    ruled = ink.copy()
    cv2.line(ruled, (0, 120), (599, 120), 255, 3)
    cleared = without_rules(ruled, STROKE)
    assert kept(ink, cleared) > 0.93
    alone = (ruled >= 128) & (ink < 64)
    assert ((cleared >= 128) & alone).sum() < 0.2 * alone.sum()


def test_sloping_rule_goes():
    ruled = digits()
    cv2.line(ruled, (0, 160), (599, 190), 255, 3)
    assert (without_rules(ruled, STROKE)[165:] >= 128).sum() < 60


def test_frame_of_a_cell_goes():
    ink = np.zeros((128, 128), np.uint8)
    cv2.ellipse(ink, (64, 64), (18, 30), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    framed = ink.copy()
    cv2.rectangle(framed, (3, 4), (124, 123), 255, 4)
    cleared = without_rules(framed, STROKE)
    assert kept(ink, cleared) > 0.98
    assert (cleared >= 128).sum() < 1.05 * (ink >= 128).sum()


def test_page_without_rules_is_untouched():
    ink = digits()
    assert np.array_equal(without_rules(ink, STROKE), ink)


def test_a_lone_one_is_no_rule():
    ink = np.zeros((120, 60), np.uint8)
    cv2.line(ink, (30, 2), (31, 118), 255, STROKE, cv2.LINE_AA)
    assert np.array_equal(without_rules(ink, STROKE), ink)


def test_row_of_touching_zeros_is_no_rule():
    ink = np.zeros((120, 500), np.uint8)
    for left in range(40, 440, 44):
        cv2.ellipse(ink, (left + 20, 60), (22, 34), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    assert kept(ink, without_rules(ink, STROKE)) == 1.0


def test_digits_that_stand_on_a_rule_keep_their_feet():
    ink = digits((160, 600))
    ruled = ink.copy()
    cv2.line(ruled, (0, 140), (599, 140), 255, 2)
    feet = np.s_[136:, :]
    cleared = without_rules(ruled, STROKE)
    assert kept(ink[feet], cleared[feet]) > 0.9
    alone = (ruled >= 128) & (ink < 64)
    assert ((cleared >= 128) & alone).sum() < 0.2 * alone.sum()


def test_the_feet_of_a_row_of_zeros_are_no_rule():
    ink = np.zeros((110, 330), np.uint8)
    for left in range(30, 310, 56):
        cv2.ellipse(ink, (left, 70), (26, 32), 0, 0, 360, 255, 8, cv2.LINE_AA)
    assert np.array_equal(without_rules(ink, 8), ink)


def test_the_foot_of_a_two_in_a_narrow_crop_is_no_rule():
    ink = np.zeros((140, 90), np.uint8)
    cv2.polylines(ink, [np.array([(20, 30), (55, 15), (60, 50), (4, 126)])], False, 255, 4)
    cv2.line(ink, (0, 128), (74, 126), 255, 4)
    assert np.array_equal(without_rules(ink, 4), ink)
