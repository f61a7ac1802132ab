from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.tracking.scene import Scene, looked
from digitrec.tracking.vote import Vote, vote, weights_of
from digitrec.types import Box, Digit, Line, Reading
from tests.ui.samples import reading

STEP = 1 / 30


def seen(readings, sharpness=None):
    """The looks of one scene in which these readings follow one another."""
    scene = Scene(0.0)
    for number, text in enumerate(readings):
        shown = reading(text) if isinstance(text, str) else text
        scene = looked(scene, shown, number * STEP, sharpness[number] if sharpness else 1.0)
    return scene.looks


def jittered(text, right, down):
    return reading(text).moved(right, down)


def test_nothing_seen_is_no_vote():
    assert vote(()) == Vote()
    assert vote(seen([Reading(), Reading()])).strength == 0.0


def test_alike_frames_are_their_own_reading():
    outcome = vote(seen(["71\n5"] * 6))

    assert outcome.reading.text == "71\n5"
    assert outcome.strength == pytest.approx(0.982, abs=1e-3)
    assert outcome.reading.digits[0].box == reading("71\n5").digits[0].box


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=5, max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_frames_does_not_matter(shakes, random):
    frames = [jittered("2718\n46", *shake) for shake in shakes]
    frames[0] = jittered("2713\n46", *shakes[0])
    shuffled = list(frames)
    random.shuffle(shuffled)

    one, other = vote(seen(frames)), vote(seen(shuffled))

    assert one.reading.text == other.reading.text == "2718\n46"
    assert one.strength == pytest.approx(other.strength, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(
    st.text("0123456789", min_size=0, max_size=6),
    st.integers(0, 7),
    st.integers(-40, 40),
)
def test_one_outlier_changes_nothing(odd, place, right):
    frames = [reading("1354")] * 8
    frames[place] = reading(odd).moved(right, 0) if odd else Reading()

    assert vote(seen(frames)).reading.text == "1354"


def test_of_two_ways_to_cut_the_same_ink_the_commoner_is_taken():
    whole = reading("8", left=100)
    left, right = reading("1", left=90), reading("1", left=150)
    half = Reading((Line((*left.digits, *right.digits)),))
    narrow = Reading(
        (
            Line(
                tuple(
                    replace(digit, box=Box(digit.box.left, 90, digit.box.left + 45, 220))
                    for digit in half.digits
                )
            ),
        )
    )

    assert vote(seen([whole] * 5 + [narrow] * 3)).reading.text == "8"
    assert vote(seen([whole] * 3 + [narrow] * 5)).reading.text == "11"


def test_blurred_frames_count_less():
    frames = ["7"] * 3 + ["1"] * 4

    assert vote(seen(frames)).reading.text == "1"
    assert vote(seen(frames, [100.0] * 3 + [20.0] * 4)).reading.text == "7"


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_no_frame_counts_for_nothing_or_more_than_one(sharpness):
    weights = weights_of(seen([Reading()] * len(sharpness), sharpness))

    assert all(0 < weight <= 1 for weight in weights)
    assert max(weights) == 1


def test_the_line_of_a_digit_is_the_one_of_most_frames():
    flat, split = reading("123"), reading("12\n3")
    split = Reading((Line(split.digits[:2]), Line((replace(split.digits[2], box=flat.digits[2].box),))))

    assert vote(seen([flat] * 4 + [split] * 2)).reading.text == "123"


def test_a_glyph_is_the_average():
    digits = [reading("7").digits[0], reading("7").digits[0]]
    frames = [
        Reading((Line((Digit(7, 0.9, d.box, d.probabilities, np.full((28, 28), v, np.float32)),)),))
        for d, v in zip(digits, (0.2, 0.4), strict=True)
    ]

    assert vote(seen(frames)).reading.digits[0].glyph == pytest.approx(np.full((28, 28), 0.3), abs=1e-6)


def test_the_sign_that_most_frames_see_stands():
    def signed(sign):
        first, last = reading("42").lines[0].digits
        return Reading((Line((first, replace(last, sign_before=sign))),))

    outcome = vote(seen([signed(sign) for sign in ("/", "", "/", "-", "/")]))

    assert outcome.reading.text == "4/2"
