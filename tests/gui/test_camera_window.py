import csv
import json
import signal

import cv2
import pytest

from tests.videos import write_video


@pytest.fixture
def video(tmp_path):
    return write_video(tmp_path / "bars.avi", [(2, 60), (0, 30), (3, 60)])


def test_a_real_window_reads_a_real_video(start, video, tmp_path):
    log = tmp_path / "log.csv"
    program = start("camera_with_fake_model.py", "--source", video, "--loop", "--log", log)

    program.key("s")
    folder = program.hears(lambda line: "snapshots" in line, again=lambda: program.key("s"))
    assert {path.name for path in (tmp_path / folder).iterdir()} == {
        "frame.png",
        "annotated.png",
        "input.png",
        "reading.json",
    }
    assert json.loads((tmp_path / folder / "reading.json").read_text())["source"] == "bars.avi"
    program.key("i")
    program.hears(lambda line: line == "engine: none", again=lambda: program.key("i"))
    program.key("r")
    recording = program.hears(lambda line: "recordings" in line, again=lambda: program.key("r"))

    program.hears(lambda _line: log.exists())
    assert program.ended(again=lambda: program.key("q")) == 0
    assert program.errors == []
    rows = list(csv.DictReader(log.read_text().splitlines()))
    assert {row["text"] for row in rows} <= {"11", "111"}
    assert rows
    film = cv2.VideoCapture(str(tmp_path / recording))
    assert film.read()[1].shape == (240, 320, 3)
    film.release()


def test_the_x_closes_it_and_ctrl_c_too(start, video):
    for close in (lambda p: p.close_by_x(), lambda p: p.process.send_signal(signal.SIGINT)):
        program = start("camera_with_fake_model.py", "--source", video)
        assert program.ended(again=lambda close=close, program=program: close(program)) == 0
        assert program.errors == []
