from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.ui.camera.hotkeys import WATCHING
from digitrec.ui.draw.hotkeys import DRAWING, PRACTISING, SCORED
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.keycaps import button_at, buttons_in, lay_out_keys
from digitrec.ui.window.hotkeys import SEEING_HAND, TEACHING

TABLES = st.sampled_from([DRAWING, PRACTISING, SCORED, WATCHING, TEACHING, SEEING_HAND])


@given(TABLES, st.integers(220, 2000))
def test_every_cap_is_a_button_beside_the_others(table, width):
    buttons = lay_out_keys(width, table)

    assert [button.hotkey for button in buttons] == [hotkey for hotkey in table if hotkey.cap]
    assert all(one.area.overlap(other.area) == 0 for one, other in combinations(buttons, 2))
    assert all(button.area.right <= width + 5 for button in buttons)
    assert all(button.area.overlap(button.cap) == button.cap.width * button.cap.height for button in buttons)


@pytest.mark.parametrize(("width", "labelled", "rows"), [(1000, True, 2), (304, False, 2), (1800, True, 1)])
def test_labels_give_way_before_the_caps_do(width, labelled, rows):
    buttons = lay_out_keys(width, DRAWING)

    assert {button.labelled for button in buttons} == {labelled}
    assert len({button.area.top for button in buttons}) == rows


def test_every_thing_there_is_a_key_for_has_a_button_but_leaving():
    for table in (DRAWING, PRACTISING, SCORED, WATCHING):
        assert [hotkey.action for hotkey in table if not hotkey.cap] == ["leave"]


def test_a_button_is_hit_on_its_cap_and_on_its_label():
    buttons = buttons_in(Area(20, 500, 1000, 48), DRAWING)
    save = next(button for button in buttons if button.hotkey.action == "save")

    assert button_at(buttons, save.cap.centre) is save
    assert button_at(buttons, (save.area.right - 2, save.area.top + 5)) is save
    assert button_at(buttons, (10, 10)) is None
