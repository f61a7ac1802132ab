import cv2
import numpy as np
import pytest

from digitrec.reading.figures import is_figure
from digitrec.types import Box, Line, Reading
from tests.ui.samples import digit

CENTRE = (320, 240)


def paper(level=225):
    pixels = np.random.default_rng(1).normal(level, 2.0, (480, 640, 3))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def ellipse(wide, high, degrees=0, thick=9):
    page = cv2.ellipse(paper(), CENTRE, (wide, high), degrees, 0, 360, (40, 40, 40), thick, cv2.LINE_AA)
    rows, columns = np.nonzero(page[..., 0] < 130)
    return page, Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def zero_by_hand():
    """A ring whose end passes its beginning, and which is no ellipse."""
    turn = np.linspace(0.3, 2 * np.pi + 0.5, 60)
    away = 60 * (1 + 0.09 * np.sin(2 * turn + 1) + 0.03 * (turn - 3))
    points = np.stack([320 + 0.7 * away * np.cos(turn), 240 + away * np.sin(turn)], axis=1)
    page = cv2.polylines(paper(), [np.rint(points).astype(np.int32)], False, (40, 40, 40), 9, cv2.LINE_AA)
    rows, columns = np.nonzero(page[..., 0] < 130)
    return page, Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def bar(wide, high, top):
    page = paper()
    page[top : top + high, 300 : 300 + wide] = 50
    return page, Box(300, top, 300 + wide, top + high)


def read(*labels_and_boxes):
    return Reading(
        (Line(tuple(digit(label, b.left, b.top, b.width, b.height) for label, b in labels_and_boxes)),)
    )


@pytest.mark.parametrize(
    ("drawn", "label", "figure"),
    [
        pytest.param(ellipse(60, 60), 0, True, id="a-ring"),
        pytest.param(ellipse(90, 50), 0, True, id="a-cup-seen-from-the-side"),
        pytest.param(ellipse(40, 75), 0, False, id="a-tall-0-however-even"),
        pytest.param(zero_by_hand(), 0, False, id="a-0-by-hand"),
        pytest.param(ellipse(60, 60, thick=-1), 0, True, id="a-disc"),
        pytest.param(bar(9, 120, 150), 1, False, id="a-1"),
        pytest.param(bar(16, 300, 90), 1, True, id="a-pen"),
        pytest.param(bar(60, 300, 90), 1, False, id="a-large-1"),
        pytest.param(bar(5, 200, 150), 1, True, id="a-line"),
        pytest.param(bar(60, 480, 0), 1, True, id="a-bar-from-edge-to-edge"),
        pytest.param(ellipse(60, 60), 6, False, id="another-digit"),
    ],
)
def test_what_is_a_figure(drawn, label, figure):
    page, box = drawn

    assert is_figure(page, read((label, box)), False, sheet=False) is figure


def test_on_a_sheet_a_1_may_be_as_large_as_it_likes():
    page, box = bar(16, 300, 90)

    assert not is_figure(page, read((1, box)), False, sheet=True)


def test_a_ring_among_other_digits_is_a_0():
    page, box = ellipse(60, 60)
    beside = Box(100, 180, 140, 300)

    assert not is_figure(page, read((0, box), (7, beside)), False, sheet=False)
    assert not is_figure(page, Reading(), False, sheet=False)


def test_most_of_the_digits_decide():
    page, ring = ellipse(60, 60)
    page[150:270, 120:129] = 50
    one = Box(120, 150, 129, 270)

    assert is_figure(page, read((0, ring), (0, ring), (1, one)), False, sheet=False)
    assert not is_figure(page, read((1, one), (0, ring)), False, sheet=False)


@pytest.mark.parametrize("channels", [1, 4])
def test_other_kinds_of_pictures(channels):
    page, box = ellipse(60, 60)
    page = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY if channels == 1 else cv2.COLOR_BGR2BGRA)

    assert is_figure(page, read((0, box)), False, sheet=False)


def test_a_light_0_or_1_alone_wants_a_sheet():
    page, box = bar(9, 120, 150)
    lit = 255 - page
    beside = Box(400, 150, 409, 270)

    assert is_figure(lit, read((1, box)), True, sheet=False)
    assert not is_figure(lit, read((1, box)), True, sheet=True)
    assert not is_figure(lit, read((7, box)), True, sheet=False)
    assert not is_figure(lit, read((1, box), (7, beside)), True, sheet=False)


@pytest.mark.parametrize("box", [Box(0, 479, 640, 480), Box(639, 0, 640, 480), Box(0, 478, 640, 480)])
@pytest.mark.parametrize("label", [0, 1])
def test_a_thin_box_at_the_far_edge(box, label):
    runs_across = label == 1 and box.height == 480

    assert is_figure(paper(), read((label, box)), False, sheet=False) is runs_across
