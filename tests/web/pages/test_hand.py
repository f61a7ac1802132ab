import json

import numpy as np
import pytest

from digitrec.handwriting.store import GlyphStore
from digitrec.web.pages import hand


@pytest.fixture
def store(tmp_path):
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:16] = 1
    store = GlyphStore(tmp_path)
    store.teach([(glyph, 7), (glyph, 1), (glyph, 7)])
    return store


def labels(store):
    return [one.label for one in store.taught()]


def click(key, clicks=1):
    return json.dumps({"key": key, "clicks": clicks})


def key_of(store, place):
    one = store.taught()[place]
    return f"{one.label}/{one.path.name}"


def test_every_glyph_has_a_button_in_the_row_of_its_digit(store, tmp_path):
    html = hand.gallery_of(store)
    assert html.count("<button") == html.count("data:image/png;base64,") == 3
    assert html.count('class="row"') == 2
    assert html.index("<strong>1<") < html.index("<strong>7<")
    assert "3 taught" in html
    assert "Nothing is taught yet" in hand.gallery_of(GlyphStore(tmp_path / "none"))


def test_a_click_forgets_and_a_button_brings_back(store):
    clicked = click(key_of(store, 1))
    html, said = hand.forgotten(store, clicked)
    assert labels(store) == [7, 7]
    assert html.count("<button") == 2
    assert "Forgot a 1" in said
    assert hand.forgotten(store, clicked)[1] == ""  # it is gone already
    assert "Brought 1 back" in hand.brought_back(store)[1]
    assert labels(store) == [7, 1, 7]
    assert "Nothing was forgotten" in hand.brought_back(store)[1]


@pytest.mark.parametrize(
    "clicked", [None, "", "no JSON", "[1]", '"7"', '{"key": ["7"]}', click("../../etc/passwd"), click(None)]
)
def test_what_is_no_glyph_forgets_nothing(store, clicked):
    html, said = hand.forgotten(store, clicked)
    assert html.count("<button") == 3
    assert said == ""
    assert labels(store) == [7, 1, 7]


def test_a_large_hand_is_cut_short(store, monkeypatch):
    monkeypatch.setattr(hand, "MOST", 2)
    html = hand.gallery_of(store)
    assert html.count("<button") == 2
    assert "1 more are not shown" in html
