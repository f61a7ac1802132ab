from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.tracking.watch import Watch, WatchSettings, watched
from digitrec.types import Line, Reading
from tests.ui.samples import digit, reading

RATE = 30
NOTHING = Reading()


def watch(*parts, rate=RATE):
    """Plays (reading, frames) parts; returns what settled as (seconds, text), and the watch."""
    state, told, number = Watch(), [], 0
    for shown, frames in parts:
        for _ in range(frames):
            state = watched(state, reading(shown) if isinstance(shown, str) else shown, number / rate)
            if state.news:
                told.append((state.news.seconds, state.news.reading.text))
            number += 1
    return told, state


def texts(*parts, rate=RATE):
    return [text for _, text in watch(*parts, rate=rate)[0]]


def in_another_hand(shown):
    """The same text written otherwise."""
    rng = np.random.default_rng(1)
    lines = []
    for line in reading(shown).lines:
        glyphs = [rng.random((28, 28), np.float32) * (rng.random((28, 28)) < 0.2) for _ in line.digits]
        lines.append(
            Line(
                tuple(
                    replace(d, glyph=g.astype(np.float32)) for d, g in zip(line.digits, glyphs, strict=True)
                )
            )
        )
    return Reading(tuple(lines))


def test_a_number_settles_once_within_a_second():
    ((seconds, text),), state = watch(("13546\n862", 60))

    assert text == "13546\n862"
    assert WatchSettings().soonest <= seconds <= 0.6
    assert state.settled.reading.text == text


def test_nothing_settles_in_an_empty_scene():
    told, state = watch((NOTHING, 90))

    assert told == []
    assert state.scene is None


def test_what_is_in_view_for_a_moment_does_not_settle():
    assert texts((NOTHING, 10), ("7", 5), (NOTHING, 30)) == []


def test_noise_that_never_says_the_same_does_not_settle():
    parts = [(str(number % 10), 1) for number in range(0, 600, 7)]

    assert texts(*parts) == []


def test_pages_with_a_hard_cut_between_them():
    told, _ = watch(("1285", 60), ("342", 60), ("9", 60))

    assert [text for _, text in told] == ["1285", "342", "9"]
    assert all(second < number * 2 + 1.0 for number, (second, _) in enumerate(told))


def test_a_blank_moment_between_two_pages_of_the_same_number():
    assert texts(("4", 60), (NOTHING, 15), (in_another_hand("4"), 60)) == ["4", "4"]


def test_a_hard_cut_between_two_pages_of_the_same_number():
    assert texts(("4", 60), (in_another_hand("4"), 60)) == ["4", "4"]


def test_a_page_does_not_settle_again_after_a_flicker():
    assert texts(("71", 30), (NOTHING, 12), ("71", 30), (NOTHING, 3), ("71", 30)) == ["71"]


def test_a_page_shown_again_after_a_while_settles_again():
    assert texts(("71", 30), (NOTHING, 90), ("71", 30)) == ["71", "71"]


def test_a_page_that_is_carried_about_is_followed():
    parts = [(reading("71").moved(9 * number, 2 * number), 1) for number in range(60)]

    assert texts(*parts) == ["71"]


@settings(deadline=None, max_examples=30)
@given(
    st.sets(st.integers(0, 19).map(lambda place: 3 * place), max_size=12), st.text("123456789", max_size=4)
)
def test_outliers_do_not_change_what_settles(places, odd):
    outlier = reading(odd).moved(0, 7) if odd else NOTHING
    parts = [(outlier if number in places else "1354", 1) for number in range(60)]

    assert texts(*parts) == ["1354"]


def test_a_fluctuating_row_settles_on_the_vote():
    parts = [(("1231", "1281", "1231")[number % 3], 1) for number in range(60)]

    assert texts(*parts) == ["1231"]


def test_a_digit_that_is_written_on_changes_the_number():
    assert texts(("135", 60), ("1354", 90)) == ["135", "1354"]


@pytest.mark.parametrize("rate", [8, 15, 60])
def test_any_frame_rate_will_do(rate):
    assert texts(("1354", 2 * rate), rate=rate) == ["1354"]


def test_small_digits_that_jump_by_more_than_their_width_are_one_number():
    here, there = reading("46062\n17058", step=12, row=30), reading("46062\n17058", 98, 97, step=12, row=30)

    ((seconds, text),), _ = watch(*[(here, 1), (there, 1)] * 15)

    assert text == "46062\n17058"
    assert seconds <= 0.6


def test_a_number_that_is_cut_now_here_now_there_is_one_number():
    def cut(at):
        left, right = digit(2, 90, 90, at - 90, 300), digit(2, at, 80, 520 - at, 310)
        other = np.random.default_rng(at).random((2, 28, 28)).astype(np.float32)
        return Reading((Line((replace(left, glyph=other[0] ** 4), replace(right, glyph=other[1] ** 4))),))

    here, there = cut(220), cut(340)
    assert texts((here, 1), *[(there, 2), (here, 1)] * 10) == ["22"]


def test_a_number_that_stands_now_in_one_row_now_in_two_is_one_number():
    one, two = reading("14", step=30, row=40), reading("1\n4", 125, 50, row=40)

    assert texts((one, 2), *[(two, 2), (one, 3)] * 8) == ["14"]
