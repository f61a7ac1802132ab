"""Which ink of an image of one digit may be the digit."""

import cv2
import numpy as np
import pytest

from digitrec.page.single import agreement, single_choices

STROKE = 5


def choices(ink: np.ndarray) -> list[tuple[tuple[int, int, int, int], float]]:
    found = single_choices(ink, STROKE)
    boxes = [
        (c.component.box.left, c.component.box.top, c.component.box.right, c.component.box.bottom)
        for c in found
    ]
    return list(zip(boxes, [c.share for c in found], strict=True))


def bowl() -> np.ndarray:
    """The lower part of a 5, away from the edges."""
    ink = np.zeros((120, 120), np.uint8)
    cv2.ellipse(ink, (60, 80), (24, 20), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    return ink


def test_blank_ink_has_no_choice():
    assert single_choices(np.zeros((50, 50), np.uint8), 0.0) == []


def test_one_component_is_the_only_choice():
    ((box, share),) = choices(bowl())
    assert share == 1.0
    assert box[0] > 30


def test_a_stroke_that_runs_off_the_image_may_be_the_digits():
    ink = bowl()
    cv2.line(ink, (40, 50), (119, 46), 255, STROKE)  # the bar of the 5
    found = choices(ink)
    assert any(box[1] < 55 and box[2] >= 119 for box, _ in found), "with the bar"
    assert any(box[1] > 50 for box, _ in found), "without it"
    assert max(share for _, share in found) == 1.0


@pytest.mark.parametrize(
    ("moved", "least", "most"),
    [
        pytest.param((0, 0), 1.0, 1.0, id="the-same"),
        pytest.param((1, 0), 1.0, 1.0, id="a-pixel-off"),
        pytest.param((3, 3), 0.3, 0.9, id="three-pixels-off"),
        pytest.param((60, 0), 0.0, 0.2, id="elsewhere"),
    ],
)
def test_inks_agree_by_what_they_share(moved, least, most):
    ink = bowl()
    other = np.roll(ink, moved, (0, 1))
    assert least <= agreement(ink, other) <= most
    assert agreement(ink, other) == agreement(other, ink)


def test_more_ink_is_no_agreement_and_blank_ink_says_nothing():
    ink = bowl()
    more = ink.copy()
    more[5:40, 5:115] = 255
    assert agreement(ink, more) < 0.5
    assert agreement(ink, np.zeros_like(ink)) == 1.0


def test_a_lone_one_at_the_edge_is_chosen():
    ink = np.zeros((100, 60), np.uint8)
    ink[5:95, 2:7] = 255
    assert len(choices(ink)) == 1


def test_faint_strokes_that_hang_on_the_ink_may_be_the_digits():
    ink = bowl()
    cv2.line(ink, (40, 66), (46, 20), 90, STROKE)  # fainter than ink by a movement or a dry pen
    found = choices(ink)
    assert {(box[1] < 25) for box, _ in found} == {True, False}, "with them, and without"


def test_faint_marks_that_stand_alone_are_no_part_of_a_digit():
    ink = bowl()
    cv2.line(ink, (20, 10), (100, 10), 90, STROKE)
    assert all(box[1] > 50 for box, _ in choices(ink))
