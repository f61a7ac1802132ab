import json
import shutil
import signal
import time

import cv2
import numpy as np
import pytest

from digitrec.ui.draw.state import canvas_of

SEVEN = [(100, 100), (180, 100), (130, 250)]
ONE = [(300, 100), (300, 250)]


def count(text):
    """Matches a printed reading of this text."""
    return lambda line: line.split("  ")[0] == text


def drawn(program):
    """Draws a 7 until it is there, and lets it be printed."""

    def draw():
        program.key("c")
        program.stroke(*SEVEN)
        program.key("p")

    draw()
    return program.hears(count("7"), again=draw)


def test_draw_read_save_and_quit(start, tmp_path):
    program = start("draw_with_fake_model.py")

    assert drawn(program) == "7  98.2 %"
    program.key("s")
    folder = program.hears(lambda line: "drawings" in line, again=lambda: program.key("s"))

    assert program.ended(again=lambda: program.key("q")) == 0
    assert program.errors == []
    saved = tmp_path / folder
    assert json.loads((saved / "reading.json").read_text())["text"] == "7"
    picture = cv2.imread(str(saved / "drawing.png"))
    assert picture.shape == (480, 720, 3)
    assert picture[100, 140].max() < 60, "ink lies where the mouse was"
    assert picture[300, 500].min() == 255
    assert cv2.imread(str(saved / "input.png")).shape == (28, 28, 3)


def test_the_right_digits_are_typed_over_the_reading(start):
    program = start("draw_with_fake_model.py")
    drawn(program)

    for key in ("t", "4", "5", "BackSpace", "1", "Return"):
        program.key(key)
    program.hears(lambda line: line == "taught 41")
    assert program.ended(again=lambda: program.key("q")) == 0
    assert program.errors == []


def test_erase_undo_and_two_digits(start):
    program = start("draw_with_fake_model.py", "--size", "640x400", "--pen", "20")
    drawn(program)

    def one_more():
        program.stroke(*ONE)
        program.key("p")

    one_more()
    program.hears(count("77"), again=one_more)
    program.lines.clear()

    def erase():
        program.stroke((140, 100), (141, 100), button=3)
        program.key("p")

    erase()
    program.hears(count("7"), again=erase)
    program.key("Escape")
    assert program.ended(again=lambda: program.key("Escape")) == 0


def test_the_x_closes_it_for_good(start):
    program = start("draw_with_fake_model.py")
    drawn(program)

    assert program.ended(again=program.close_by_x) == 0
    assert program.errors == []
    assert program.xdotool("search", "--onlyvisible", "--name", "digitrec") == ""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_closes_it(start, kind):
    program = start("draw_with_fake_model.py")
    drawn(program)

    program.process.send_signal(kind)

    assert program.ended() == 0
    assert program.errors == []


def test_without_a_model_it_opens_and_says_how_to_get_one(start):
    program = start("draw_predict.py", "--models", "none")
    program.key("p")
    program.hears(count("-"), again=lambda: program.key("p"))
    program.hears(lambda _line: bool(program.errors))

    assert program.ended(again=lambda: program.key("q")) == 0
    (line,) = program.errors
    assert "digitrec train" in line


def place(action, size=(720, 480)):
    """Where the button of an action is to be clicked."""
    buttons = canvas_of(size).layout.buttons
    return next(button.cap.centre for button in buttons if button.hotkey.action == action)


def test_key_caps_can_be_clicked(start):
    program = start("draw_with_fake_model.py")
    drawn(program)
    program.lines.clear()

    program.click(*place("read"))
    program.hears(count("7"), again=lambda: program.click(*place("read")))
    program.lines.clear()

    def clear_and_read():
        program.click(*place("clear"))
        program.click(*place("read"))

    clear_and_read()
    program.hears(count("-"), again=clear_and_read)
    program.lines.clear()

    program.click(*place("undo"))
    program.click(*place("read"))
    program.hears(count("7"), again=lambda: program.click(*place("read")))
    assert program.ended(again=lambda: program.click(*place("close"))) == 0
    assert program.errors == []


def test_ctrl_z_undoes_and_ctrl_c_copies(start):
    program = start("draw_with_fake_model.py")
    drawn(program)
    program.lines.clear()

    def undo():
        program.key("ctrl+z")
        program.key("p")

    undo()
    program.hears(count("-"), again=undo)
    program.lines.clear()

    def redo_and_copy():
        program.key("ctrl+y")
        program.key("p")
        program.key("ctrl+c")

    redo_and_copy()
    program.hears(count("7"), again=redo_and_copy)
    if shutil.which("xclip"):
        deadline = time.monotonic() + 20
        while program.clipboard() != "7" and time.monotonic() < deadline:
            program.key("ctrl+c")
        assert program.clipboard() == "7"
    assert program.ended(again=lambda: program.key("q")) == 0


def saved(program, tmp_path):
    """The picture of what is drawn."""
    program.lines.clear()
    program.key("s")
    folder = program.hears(lambda line: "drawings" in line, again=lambda: program.key("s"))
    return cv2.imread(str(tmp_path / folder / "drawing.png"))


def test_a_larger_window_is_more_paper(start, tmp_path):
    program = start("draw_with_fake_model.py")
    drawn(program)
    program.resize(1200, 900)

    def draw():
        program.stroke((860, 700), (860, 780))

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        draw()
        picture = saved(program, tmp_path)
        if picture.shape[1] == 900 and picture[740, 860].max() < 60:
            break
    assert picture.shape == (810, 900, 3)
    assert picture[740, 860].max() < 60, "ink lies where the mouse was"
    assert picture[100, 140].max() < 60, "and the old ink where it was"
    program.resize(500, 400)
    deadline = time.monotonic() + 30
    while saved(program, tmp_path).shape[1] == 900 and time.monotonic() < deadline:
        program.stroke((20, 20), (30, 20))
    assert saved(program, tmp_path).shape[1] >= 860, "a small window shows all that was drawn"
    assert program.ended(again=lambda: program.key("q")) == 0
    assert program.errors == []


def test_the_window_never_exceeds_the_screen(start):
    program = start("draw_with_fake_model.py", "--size", "4000x3000")

    width, height = program.geometry()
    assert width <= 1280
    assert height <= 1024
    drawn(program)
    assert program.ended(again=lambda: program.key("q")) == 0


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_the_pen_writes_under_the_mouse_on_a_dense_screen(start, tmp_path, scale):
    program = start("draw_with_fake_model.py", "--size", "320x240", "--scale", scale, "--theme", "dark")
    width, _ = program.geometry()
    assert width == 320 * float(scale)
    program.stroke((150, 150), (300, 150))

    picture = saved(program, tmp_path)
    assert picture.shape == (240, 320, 3)
    inked = np.argwhere(picture.max(axis=2) < 60)
    assert abs(inked[:, 0].mean() - 150 / float(scale)) < 1.5
    assert picture[200, 300].min() == 255, "what is saved is dark on light in any theme"
    assert program.ended(again=lambda: program.key("q")) == 0


def test_a_presentation_is_left_by_escape(start, tmp_path):
    program = start("draw_with_fake_model.py")
    drawn(program)
    program.key("f")
    deadline = time.monotonic() + 30
    while saved(program, tmp_path).shape[1] != 1020 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert saved(program, tmp_path).shape[1] == 1020, "no panel"
    program.key("Escape")
    while saved(program, tmp_path).shape[1] != 720 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert program.ended(again=lambda: program.key("Escape")) == 0


def test_the_mouse_wheel_does_not_move_the_paper(start):
    program = start("echo_window.py")

    def scroll_and_draw():
        program.lines.clear()
        program.click(100, 100, button=4)
        program.click(100, 100, button=5)
        program.click(100, 100, button=4)
        program.stroke((333, 222), (340, 222))

    scroll_and_draw()
    program.hears(lambda line: line == "PenUp()", again=scroll_and_draw)
    assert program.lines[0] == "PenDown(at=(333.0, 222.0))"
    assert program.ended(again=program.close_by_x) == 0


def test_hovering_and_leaving_are_told(start):
    program = start("echo_window.py", "--idle")
    program.xdotool("mousemove", 50, 60)
    program.hears(
        lambda line: line == "Hovered(at=(50.0, 60.0))", again=lambda: program.xdotool("mousemove", 50, 60)
    )
    program.xdotool("mousemove", 1200, 1000)
    program.hears(lambda line: line == "PointerLeft()")
    program.resize(500, 300)
    program.hears(lambda line: line == "Resized(size=(500, 300))")
    program.xdotool("mousemove", 50, 60)
    for name, key in (("ctrl+s", "ctrl+s"), ("ctrl+shift+z", "ctrl+shift+z"), ("Return", "enter")):
        program.key(name)
        program.hears(
            lambda line, key=key: line == f"KeyPressed(key='{key}')",
            again=lambda name=name: program.key(name),
        )
    assert program.ended(again=program.close_by_x) == 0


def test_the_real_window_keeps_the_contract(start):
    program = start("echo_window.py")
    points = [(100 + 5 * i, 100 + 3 * i) for i in range(40)]

    def stroke():
        program.lines.clear()
        program.stroke(*points)

    stroke()
    program.hears(lambda line: line == "PenUp()" and program.lines[0].startswith("PenDown"), again=stroke)
    moves = [line for line in program.lines if line.startswith("PenMoved")]
    assert program.lines[0] == "PenDown(at=(100.0, 100.0))"
    assert program.lines[-1] == "PenUp()"
    assert len(set(moves)) >= 39, "every move of a fast stroke counts"
    assert moves[-1] == "PenMoved(to=(295.0, 217.0))"

    for name, key in (
        ("p", "p"),
        ("Tab", "tab"),
        ("Escape", "escape"),
        ("bracketleft", "["),
        ("question", "?"),
    ):
        program.key(name)
        program.hears(
            lambda line, key=key: line == f"KeyPressed(key='{key}')",
            again=lambda name=name: program.key(name),
        )
    program.lines.clear()
    program.key("Left")
    program.key("Right")
    program.key("z")
    program.hears(lambda line: line == "KeyPressed(key='z')", again=lambda: program.key("z"))
    assert set(program.lines) == {"KeyPressed(key='z')"}, "arrow keys mean nothing"

    program.stroke((50, 60), button=3)
    program.hears(
        lambda line: line.startswith("Erased(at=(50.0, 60.0"),
        again=lambda: program.stroke((50, 60), button=3),
    )
    assert program.ended(again=program.close_by_x) == 0
    assert program.lines.count("Closed()") == 1
