import json
import signal

import cv2
import pytest

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
    program = start("draw_predict.py")
    program.key("p")
    program.hears(count("-"), again=lambda: program.key("p"))

    assert program.ended(again=lambda: program.key("q")) == 0
    (line,) = program.errors
    assert "python training_model.py" in line


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
