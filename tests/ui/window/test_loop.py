from dataclasses import dataclass, replace

import numpy as np
import pytest

from digitrec.ui.window.events import Copied, CopyFailed, KeyPressed, Resized
from digitrec.ui.window.loop import run_window
from digitrec.ui.window.requests import Copy, FullScreen, Print, Resize
from digitrec.ui.window.scripted import ScriptedWindow
from digitrec.ui.window.state import WindowState, with_request


class Controller:
    """Takes requests and gives no answers."""

    def __init__(self):
        self.requests = []

    def perform(self, request):
        self.requests.append(request)

    def poll(self):
        return []

    def wait_for_answer(self, _seconds):
        pass

    def wait(self, _seconds):
        return True


@dataclass(frozen=True, slots=True)
class Heard(WindowState):
    events: tuple = ()


REQUESTS = {"c": Copy("71"), "f": FullScreen(True), "r": Resize((5000, 400)), "p": Print("x")}


def update(state, event):
    state = replace(state, events=(*state.events, event))
    match event:
        case Resized(size):
            return replace(state, window=size)
        case KeyPressed("q"):
            return replace(state, closed=True)
        case KeyPressed(key):
            return with_request(state, REQUESTS[key])
    return state


def play(window):
    controller = Controller()
    state = Heard(outbox=(), window=(2000, 500))
    state = run_window(window, state, controller, update, render)
    return state, controller


def render(state, scale):
    width, height = state.window
    return np.zeros((round(height * scale), round(width * scale), 3), np.uint8)


def script(*keys):
    return [[KeyPressed(key)] for key in (*keys, "q")]


def test_the_window_never_exceeds_the_screen():
    window = ScriptedWindow(script("r"), screen=(1280, 720))
    state, _ = play(window)

    assert state.events[0] == Resized((1280, 500))
    assert window.sizes == [(1280, 500), (1280, 400)]
    assert window.shown[0].shape == (500, 1280, 3)


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_a_picture_is_as_fine_as_the_screen(scale):
    window = ScriptedWindow(script(), scale=scale)
    play(window)

    assert window.shown[0].shape == (500 * scale, 1920 * scale, 3)


def test_the_window_copies_and_fills_the_screen_and_the_controller_does_the_rest():
    window = ScriptedWindow(script("c", "f", "p"))
    state, controller = play(window)

    assert window.copied == ["71"]
    assert window.full
    assert Copied("71") in state.events
    assert controller.requests == [Print("x")]


def test_a_missing_clipboard_is_told_with_the_remedy():
    state, _ = play(ScriptedWindow(script("c"), clipboard=False))

    (failed,) = [event for event in state.events if isinstance(event, CopyFailed)]
    assert "xclip" in failed.reason
