import csv
import http.server
import socket
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.cli.camera import command as camera
from digitrec.cli.camera import window
from digitrec.cli.camera.command import find_source, main
from digitrec.errors import DisplayError
from digitrec.types import Line, Reading
from digitrec.ui.window.events import KeyPressed
from digitrec.ui.window.loop import Recogniser
from digitrec.ui.window.scripted import ScriptedWindow
from tests.ui.samples import CARD, digit
from tests.videos import page, write_video

ROOT = Path(__file__).parents[3]


class BarReader:
    """Reads every upright bar as a 1."""

    def read(self, image):
        grey = image if image.ndim == 2 else cv2.cvtColor(image[..., :3], cv2.COLOR_BGR2GRAY)
        dark = (grey < 110).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(dark)
        boxes = sorted(box for *box, area in stats[1:count].tolist() if area > 200)
        return Reading((Line(tuple(digit(1, *box) for box in boxes)),)) if boxes else Reading()

    def video(self):
        return self.read


@pytest.fixture
def bars(monkeypatch, tmp_path):
    """Commands read bars, and work in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").mkdir()
    monkeypatch.setattr("digitrec.cli.shared.reader.open_reader", lambda *_, **__: (BarReader(), ()))

    def loader(_models, _chosen, _warn, reading, threads, video, hand, signs):
        assert threads
        assert video
        assert hand
        assert not signs
        return lambda _place: Recogniser(CARD, lambda frame: reading(BarReader(), frame))

    monkeypatch.setattr(window, "model_loader", loader)
    return tmp_path


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def lines(capsys):
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def test_headless_prints_each_number_once_when_it_settles(bars, capsys):
    video = write_video(bars / "v.avi", [(0, 15), (2, 45), (0, 15), (3, 45), (1, 5), (0, 10)])

    assert main(["--headless", "--source", str(video), "--log", "deep/log.csv"]) == 0

    (first, one), (second, other) = lines(capsys)
    assert (one, other) == ("11", "111")
    assert 0.9 <= float(first) <= 1.5
    assert 2.9 <= float(second) <= 3.5
    rows = rows_of(bars / "deep" / "log.csv")
    assert [row["text"] for row in rows] == ["11", "111"]
    assert float(rows[0]["seconds"]) == pytest.approx(float(first), abs=0.01)


def test_headless_in_real_time_ends_too(bars, capsys):
    video = write_video(bars / "v.avi", [(2, 30)])

    assert main(["--headless", "--realtime", "--source", str(video)]) == 0
    assert [text for _, text in lines(capsys)] in (["11"], [])  # a busy machine drops nearly all


def test_pictures_and_folders_of_them(bars, capsys):
    folder = bars / "pictures"
    folder.mkdir()
    for count in (1, 2):
        cv2.imwrite(str(folder / f"{count}.png"), page(count))
    (folder / "3.png").write_bytes(b"no picture")

    assert main(["--headless", "--source", str(folder)]) == 0
    told = capsys.readouterr()
    assert [line.split("\t")[1] for line in told.out.splitlines()] == ["1", "11"]
    assert "3.png" in told.err

    assert main(["--headless", "--source", str(folder / "2.png")]) == 0
    assert [text for _, text in lines(capsys)] == ["11"]


def test_a_log_that_cannot_be_written_is_one_line(bars, capsys):
    video = write_video(bars / "v.avi", [(2, 45)])
    (bars / "file").write_text("in the way")

    assert main(["--headless", "--source", str(video), "--log", "file/log.csv"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--log" in told


@pytest.mark.parametrize("name", ["nothing.mp4", "99", "text.mp4", "empty"])
def test_what_cannot_be_opened_is_one_line_and_exit_code_1(name, bars, capfd):
    (bars / "text.mp4").write_text("this is no video" * 100)
    (bars / "empty").mkdir()

    assert main(["--headless", "--source", name]) == 1

    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert name in told.err


class _Stream(http.server.BaseHTTPRequestHandler):
    """Motion JPEG over HTTP, as webcams serve it: two bars for two seconds."""

    def do_GET(self):
        code = cv2.imencode(".jpg", page(2))[1].tobytes()
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        try:
            while not self.server.over.wait(1 / 30):
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(code)}\r\n\r\n"
                self.wfile.write(head.encode() + code + b"\r\n")
        except OSError:
            return

    def log_message(self, *_):
        return


@pytest.fixture
def stream():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Stream)
    server.daemon_threads = True
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/video.mjpg"
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_real_stream_over_http_is_read(bars, stream, monkeypatch):
    said = []

    class HeardError(Exception):
        pass

    def say(text):
        said.append(text)
        raise HeardError

    monkeypatch.setattr(camera, "_say", say)
    with pytest.raises(HeardError):
        main(["--headless", "--source", stream])

    assert said[0].split("\t")[1] == "11"


def test_a_dead_address_is_one_line(bars, capfd):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/video"

        assert main(["--headless", "--source", address]) == 1

    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert address in told


class Patient(ScriptedWindow):
    """Presses each key once what is awaited has been shown: it polls until the number has settled."""

    def __init__(self, script, until):
        super().__init__(script)
        self._until = until
        self._polls = 0

    def poll(self):
        self._polls += 1
        threading.Event().wait(0.01)
        if not self._until() and self._polls < 3000:
            return []
        return super().poll()


def test_the_window_reads_saves_records_and_logs(bars, monkeypatch, capsys):
    video = write_video(bars / "v.avi", [(2, 60)])
    monkeypatch.setattr(camera, "prepare_display", lambda **_: None)
    log = bars / "log.csv"
    script = [[KeyPressed("s")], *[[]] * 30, [KeyPressed("r")], *[[]] * 30, [KeyPressed("q")]]
    windows = []

    def window(_title, _scale):
        windows.append(Patient([[KeyPressed("r")], *script], log.exists))
        return windows[0]

    monkeypatch.setattr(camera, "CvWindow", window)

    assert main(["--source", str(video), "--log", str(log)]) == 0

    said = capsys.readouterr().out.splitlines()
    (snapshot,) = (bars / "output" / "snapshots").iterdir()
    assert {path.name for path in snapshot.iterdir()} == {
        "frame.png",
        "annotated.png",
        "input.png",
        "reading.json",
    }
    assert str(Path("output") / "snapshots" / snapshot.name) in said
    assert rows_of(log)[0]["text"] == "11"
    assert len({frame.tobytes() for frame in windows[0].shown}) > 5


def test_without_a_display_one_line(bars, monkeypatch, capsys):
    def none(**_):
        raise DisplayError("There is no display. Without a window: python camera_predict.py --headless")

    monkeypatch.setattr(camera, "prepare_display", none)
    video = write_video(bars / "v.avi", [(2, 3)])

    assert main(["--source", str(video)]) == 1
    assert "--headless" in capsys.readouterr().err


def test_no_camera_to_list_is_said(monkeypatch, capsys):
    monkeypatch.setattr(camera, "list_cameras", list)
    assert main(["--list"]) == 1
    assert "video" in capsys.readouterr().err

    monkeypatch.setattr(camera, "list_cameras", lambda: [(0, 1280, 720, 30.0), (2, 640, 480, 0.0)])
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "0\t1280x720\t30 frames a second"


@pytest.mark.parametrize("flags", [["--width", "x"], ["--fps", "0"], ["--height", "-3"]])
def test_wrong_flags_are_told(flags, capsys):
    with pytest.raises(SystemExit):
        main(flags)
    assert flags[0] in capsys.readouterr().err


def test_mirror_and_loop(bars):
    video = write_video(bars / "v.avi", [(1, 3)])
    options = camera.make_parser().parse_args(["--source", str(video), "--mirror", "--loop"])

    opened = find_source(options).open()
    frames = [opened.read() for _ in range(7)]
    opened.close()

    times = [frame.seconds for frame in frames]
    assert times == sorted(set(times))
    dark = np.flatnonzero(frames[0].image[120, :, 0] < 110)
    assert dark.min() >= 320 - 69
    assert dark.max() <= 320 - 60


def test_memory_stays_flat_on_a_looped_video(bars):
    from digitrec.tracking.watch import Watch, watched

    video = write_video(bars / "v.avi", [(2, 12), (0, 12), (3, 12)])
    opened = find_source(camera.make_parser().parse_args(["--source", str(video), "--loop"])).open()
    reader, watch, held = BarReader(), Watch(), []
    tracemalloc.start()
    for number in range(180):
        frame = opened.read()
        watch = watched(watch, reader.read(frame.image), frame.seconds)
        if number % 60 == 59:
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    opened.close()

    assert held[-1] - held[0] < 1_000_000, "five frames"
    assert len(watch.scene.looks if watch.scene else ()) <= 40


def test_the_window_waits_for_no_model_library():
    heavy = "{'tensorflow', 'keras', 'scipy', 'matplotlib', 'ai_edge_litert', 'sklearn'}"
    code = f"import sys, digitrec.cli.camera.command; raise SystemExit(len({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
