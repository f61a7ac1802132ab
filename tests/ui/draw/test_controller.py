import json
import signal
import threading
import time

import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.types import Reading
from digitrec.ui.draw.controller import DrawController, run
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.window.events import Closed, KeyPressed, ModelLoaded
from digitrec.ui.window.loop import Recogniser
from digitrec.ui.window.requests import LoadModel
from digitrec.ui.window.scripted import ScriptedWindow
from tests.ui.samples import CARD, ONE, SEVEN, reading


class Terminal:
    def __init__(self):
        self.said, self.warned = [], []


@pytest.fixture
def terminal():
    return Terminal()


class PatientWindow(ScriptedWindow):
    """Gives the worker a moment at every poll."""

    def __init__(self, script, controller):
        super().__init__(script)
        self._controller = controller

    def poll(self):
        self._controller.wait(10)
        return super().poll()


def play(script, terminal, tmp_path, load=None, patient=True):
    load = load or (lambda _place: Recogniser(CARD, lambda ink: reading("71") if ink.any() else Reading()))
    controller = DrawController(load, tmp_path, terminal.said.append, terminal.warned.append)
    window = PatientWindow(script, controller) if patient else ScriptedWindow(script)
    canvas = run(window, canvas_of(), controller)
    assert controller.end()
    return window, canvas


def test_draw_read_print_save_and_quit(terminal, tmp_path):
    script = [[], SEVEN, ONE, [], [KeyPressed("p")], [KeyPressed("s")], [], [KeyPressed("q")]]

    window, canvas = play(script, terminal, tmp_path)

    (folder,) = (tmp_path / "drawings").iterdir()
    assert terminal.said == ["71  98.2 %", str(folder)]
    assert terminal.warned == []
    assert json.loads((folder / "reading.json").read_text())["model"] == CARD.name
    assert canvas.closed
    assert canvas.result.milliseconds > 0
    shown = [frame[:480, :720] for frame in window.shown]
    assert [bool((frame < 60).any()) for frame in (shown[0], shown[-1])] == [False, True]


def test_what_is_pending_is_done_after_the_window_has_gone(terminal, tmp_path):
    play([[*SEVEN, KeyPressed("p"), KeyPressed("s"), KeyPressed("q")]], terminal, tmp_path, patient=False)

    assert terminal.said == ["71  98.2 %", str(next((tmp_path / "drawings").iterdir()))]


def test_the_window_is_up_before_the_model_is_loaded(terminal, tmp_path):
    shown_at_load = []

    def load(_place):
        shown_at_load.append(len(window.shown))
        return Recogniser(CARD, lambda _ink: Reading())

    controller = DrawController(load, tmp_path, terminal.said.append, terminal.warned.append)
    window = PatientWindow([[], [], [KeyPressed("q")]], controller)
    run(window, canvas_of(), controller)

    assert controller.end()
    assert shown_at_load[0] >= 1


def test_the_window_never_waits_for_the_model(terminal, tmp_path):
    go = threading.Event()

    def slow(_ink):
        go.wait(10)
        return reading("7")

    class Watching(ScriptedWindow):
        def poll(self):
            events = super().poll()
            if not self._script:
                go.set()
            return events

    controller = DrawController(
        lambda _place: Recogniser(CARD, slow), tmp_path, terminal.said.append, terminal.warned.append
    )
    window = Watching([[event] for event in (*SEVEN, *ONE, KeyPressed("p"), KeyPressed("q"))])
    run(window, canvas_of(), controller)

    assert controller.end(), "the worker is free again"
    assert len(window.shown) >= len(SEVEN) + len(ONE) - 2


def test_quitting_does_not_wait_for_a_model_that_nobody_needs(terminal, tmp_path, monkeypatch):
    go, loaded = threading.Event(), []

    def load(_place):
        go.wait(20)
        loaded.append(True)
        return Recogniser(CARD, lambda _ink: Reading())

    monkeypatch.setattr("digitrec.ui.window.loop.PATIENCE", 60)
    controller = DrawController(load, tmp_path, terminal.said.append, terminal.warned.append)
    run(ScriptedWindow([[], [KeyPressed("q")]]), canvas_of(), controller)

    assert loaded == []
    go.set()
    assert controller.end(), "it ends by itself"


def test_without_a_model_the_window_opens_and_says_how_to_get_one(terminal, tmp_path):
    def load(_place):
        raise ModelError("No trained model. Train one: python training_model.py")

    _, canvas = play([[], SEVEN, [KeyPressed("p")], [KeyPressed("q")]], terminal, tmp_path, load)

    assert terminal.warned == ["No trained model. Train one: python training_model.py"]
    assert terminal.said == ["-"]
    assert canvas.model_error


def test_a_disk_error_is_said_and_nothing_ends(terminal, tmp_path):
    (tmp_path / "drawings").write_text("in the way")

    _, canvas = play([[], SEVEN, [], [KeyPressed("s")], [], [Closed()]], terminal, tmp_path)

    assert canvas.message_is_error
    assert len(terminal.warned) == 1
    assert terminal.said == []


def test_m_goes_through_the_models(terminal, tmp_path):
    places = []

    def load(place):
        places.append(place)
        return Recogniser(CARD, lambda _ink: Reading())

    play([[], [], [KeyPressed("m")], [], [KeyPressed("q")]], terminal, tmp_path, load)

    assert places == [0, 1]


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_closes_the_window_in_order(kind, terminal, tmp_path):
    before = signal.getsignal(kind)

    class Interrupted(ScriptedWindow):
        def poll(self):
            signal.raise_signal(kind)
            return []

    controller = DrawController(
        lambda _place: Recogniser(CARD, lambda _ink: Reading()),
        tmp_path,
        terminal.said.append,
        terminal.warned.append,
    )
    assert run(Interrupted([]), canvas_of(), controller).closed
    assert controller.end()
    assert signal.getsignal(kind) is before


def test_nothing_is_painted_anew_while_nothing_happens(terminal, tmp_path):
    window, _ = play([[]] * 50 + [[Closed()]], terminal, tmp_path)

    assert len(window.shown) <= 3
    assert window.shown[0].dtype == np.uint8


def test_a_rest_ends_with_an_answer_or_when_its_time_is_up(terminal, tmp_path):
    controller = DrawController(lambda _place: Recogniser(CARD, reading), tmp_path, print, print)
    controller.perform(LoadModel(0))
    controller.wait_for_answer(10)
    assert [type(event) for event in controller.poll()] == [ModelLoaded]

    begun = time.monotonic()
    controller.wait_for_answer(0.02)
    assert 0.01 < time.monotonic() - begun < 5
    assert controller.end()
