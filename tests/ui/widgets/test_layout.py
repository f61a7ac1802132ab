from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.ui.draw.hotkeys import DRAWING
from digitrec.ui.widgets.layout import layout_of, window_for
from digitrec.ui.window.state import WindowState


@given(st.integers(320, 4000), st.integers(240, 2200))
def test_a_window_for_a_picture_has_that_picture(width, height):
    window = window_for((width, height), DRAWING)

    picture = layout_of(WindowState(window=window), DRAWING).picture
    assert (picture.width, picture.height) == (width, height)


@given(st.integers(240, 4000), st.integers(160, 2200), st.booleans(), st.booleans())
def test_the_parts_fill_the_window_and_do_not_overlap(width, height, folded, presenting):
    state = WindowState(window=(width, height), folded=folded, presenting=presenting)
    layout = layout_of(state, DRAWING)

    parts = [part for part in (layout.picture, layout.panel, layout.strip, layout.footer) if part]
    assert sum(part.width * part.height for part in parts) == width * max(height, parts[-1].bottom)
    assert all(one is other or one.overlap(other) == 0 for one in parts for other in parts)
    assert layout.picture.height >= 80


@pytest.mark.parametrize(("size", "beside"), [((720, 480), True), ((320, 240), False), ((1400, 300), True)])
def test_the_panel_folds_by_itself_where_there_is_no_room(size, beside):
    layout = layout_of(WindowState(window=window_for(size, DRAWING)), DRAWING)

    assert (layout.panel is not None) is beside
    assert (layout.strip is not None) is not beside


def test_a_folded_panel_leaves_its_room_to_the_picture():
    wide = WindowState(window=(1020, 570))
    assert layout_of(replace(wide, folded=True), DRAWING).picture.width == 1020
    assert layout_of(wide, DRAWING).picture.width == 720


def test_a_presentation_has_one_button_to_leave_it():
    layout = layout_of(WindowState(window=(1280, 720), presenting=True), DRAWING)

    assert [button.hotkey.action for button in layout.buttons] == ["present"]
    assert layout.strip.height > 200
