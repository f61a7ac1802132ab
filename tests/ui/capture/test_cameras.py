import sys

import cv2
import pytest

from digitrec.errors import SourceError
from digitrec.ui.capture import cameras
from digitrec.ui.capture.cameras import camera_source, video_source
from digitrec.ui.capture.recorder import Recorder
from tests.ui.cameras import image
from tests.videos import write_video


def test_a_video_is_read_at_its_own_clock(tmp_path):
    opened = video_source(write_video(tmp_path / "v.avi", [(1, 10)], rate=25.0)).open()
    times = []
    while (frame := opened.read()) is not None:
        times.append(frame.seconds)
    opened.close()
    opened.close()

    assert times == pytest.approx([number / 25 for number in range(10)], abs=1e-3)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="device files are Linux's")
def test_a_missing_camera_is_told_with_its_remedy():
    with pytest.raises(SourceError, match="--list") as caught:
        camera_source(97).open()

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32", "other"])
def test_every_system_has_a_remedy(system, monkeypatch):
    monkeypatch.setattr(cameras.sys, "platform", system)

    told = cameras._camera_trouble(97)
    assert "97" in told
    assert "\n" not in told


def test_a_recording_plays_as_fast_as_it_was_seen(tmp_path):
    recorder = Recorder(tmp_path / "films")
    assert recorder.end() is None
    for number in range(15):
        recorder.add(image(), number / 15)
    recorder.add(image(size=(320, 240)), 1.0)
    path = recorder.end()

    film = cv2.VideoCapture(str(path))
    count = int(film.get(cv2.CAP_PROP_FRAME_COUNT))
    film.release()
    assert 29 <= count <= 32
    assert recorder.end() is None
