import numpy as np
import pytest

from digitrec.ui.widgets.theme import BACKGROUNDS, DARK, LIGHT, TEXT_COLOURS, contrast, rgb

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def test_contrast_is_that_of_the_standard():
    assert contrast(rgb(0xFFFFFF), rgb(0x000000)) == pytest.approx(21)
    assert contrast(rgb(0x777777), rgb(0xFFFFFF)) == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("ground", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXT_COLOURS)
def test_text_is_legible_on_every_ground(theme, text, ground):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@THEMES
def test_labels_on_filled_boxes_are_legible_and_boxes_can_be_seen(theme):
    for name in ("accent", "doubtful", "faint"):
        fill = getattr(theme, name)
        assert contrast(theme.on(fill), fill) >= 4.5
        assert contrast(fill, theme.paper) >= 3


def test_the_two_themes_differ_in_every_colour():
    pairs = zip(np.array([LIGHT.paper, LIGHT.text]), np.array([DARK.paper, DARK.text]), strict=True)
    assert all(abs(int(one.sum()) - int(other.sum())) > 300 for one, other in pairs)
