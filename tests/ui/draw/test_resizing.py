import math
from dataclasses import replace

import numpy as np
import pytest

from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.requests import ReadStrokes
from digitrec.ui.draw.strokes import draw_ink
from digitrec.ui.draw.view import paint, render
from digitrec.ui.window.events import KeyPressed, PenDown, PenMoved, PenUp, Resized
from digitrec.ui.window.loop import take_requests
from tests.ui.samples import ONE, SEVEN, played, reading, ready

FAR = [PenDown((700, 100)), PenMoved((700, 400)), PenUp()]


def drawn(*strokes):
    canvas = played(ready(), *strokes)
    return take_requests(played(canvas, StrokesRead(reading("71"), canvas.revision)))[0]


def test_a_larger_window_has_more_canvas_and_moves_no_ink():
    canvas = drawn(*SEVEN)
    large = played(canvas, Resized((1320, 770)))

    assert large.size == (1020, 704)
    assert large.strokes == canvas.strokes
    assert large.zoom == 1
    assert np.array_equal(render(large)[:300, :300], render(canvas)[:300, :300])
    more = take_requests(played(large, PenDown((1000, 600)), PenMoved((1000, 660)), PenUp()))[1]
    assert more[-1].size == (1020, 704)
    assert isinstance(more[-1], ReadStrokes)


def test_a_smaller_window_shows_all_of_the_drawing():
    canvas = drawn(*FAR)
    small = played(canvas, Resized((700, 500)))

    assert small.zoom < 1
    assert small.size[0] >= 700
    ink = (render(small)[: small.layout.picture.height, : small.layout.picture.width] < 60).all(axis=2)
    assert ink.any(axis=0)[-40:].any(), "the far stroke is in view"


def test_the_pen_writes_where_the_mouse_is_in_a_smaller_window():
    small = played(drawn(*FAR), Resized((700, 500)))
    at = (200, 150)

    (*_, stroke) = played(small, PenDown(at), PenMoved((210, 150))).strokes
    assert stroke.points[0] == pytest.approx((at[0] / small.zoom, at[1] / small.zoom))
    frame = render(played(small, PenDown(at), PenMoved((260, 150)), PenUp()))
    assert frame[150, 230].max() < 80


def test_a_blank_canvas_is_never_zoomed_and_clearing_ends_it():
    assert played(ready(), Resized((600, 400))).zoom == 1
    small = played(drawn(*FAR), Resized((700, 500)), KeyPressed("c"))
    assert played(small, Resized((1020, 570))).zoom == 1


def test_undo_brings_nothing_back_that_is_out_of_sight():
    small = played(drawn(*ONE, *FAR), KeyPressed("u"), Resized((700, 500)), KeyPressed("r"))

    assert small.zoom < 1


def test_the_same_size_again_changes_nothing():
    canvas = drawn(*SEVEN)
    assert played(canvas, Resized(canvas.window)) is canvas


@pytest.mark.parametrize("size", [(240, 160), (320, 240), (480, 400), (2000, 200), (400, 1500), (3840, 2160)])
@pytest.mark.parametrize("keys", ["", "h", "i", "f", "b", "d", "g"])
def test_every_size_can_be_painted(size, keys):
    canvas = played(drawn(*SEVEN, *ONE), *map(KeyPressed, keys), Resized(size))

    assert render(canvas).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0])
def test_a_dense_screen_gets_a_sharp_picture(scale):
    canvas = drawn(*SEVEN)

    frame = render(canvas, scale)

    assert frame.shape[:2] == (math.ceil(570 * scale), math.ceil(1020 * scale))
    part = frame[: round(480 * scale), : round(720 * scale)]
    sharp = paint(canvas.strokes, part.shape[1::-1], scale=scale)
    inside = np.s_[round(110 * scale) : round(200 * scale), round(110 * scale) : round(170 * scale)]
    assert np.array_equal(part[inside], sharp[inside])


def test_ink_for_the_model_does_not_depend_on_the_screen():
    canvas = drawn(*SEVEN)
    small = played(canvas, Resized((900, 500)))

    (one, other) = (draw_ink(c.strokes, (300, 300)) for c in (canvas, replace(small, zoom=0.5)))
    assert np.array_equal(one, other)
