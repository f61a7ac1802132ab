import sys

import cv2
import pytest

from digitrec.ui.capture import cameras
from digitrec.ui.capture.camera_settings import CameraSetting, parse_settings, refused_settings
from digitrec.ui.capture.cameras import CameraFormat, camera_source
from tests.ui.cameras import image


class FakeCapture:
    """A camera that takes some settings and not others."""

    def __init__(self, takes):
        self.takes = takes
        self.values = []

    def set(self, prop, value):
        if prop in self.takes:
            self.values.append((prop, value))
        return prop in self.takes


def test_settings_are_read_from_the_command_line():
    assert parse_settings("exposure=-6, focus=auto,gain=3") == (
        CameraSetting("exposure", -6),
        CameraSetting("focus", None),
        CameraSetting("gain", 3),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [("shutter=1", "exposure, focus"), ("focus=near", "auto"), ("gain=auto", "number"), ("", "setting")],
)
def test_wrong_settings_are_told_with_what_there_is(text, told):
    with pytest.raises(ValueError, match=told):
        parse_settings(text)


def test_a_value_switches_the_automatic_off_first(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    capture = FakeCapture({cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_AUTOFOCUS})

    refused = refused_settings(capture, parse_settings("exposure=-6,focus=auto,gain=3"))

    assert capture.values == [
        (cv2.CAP_PROP_AUTO_EXPOSURE, 1.0),
        (cv2.CAP_PROP_EXPOSURE, -6.0),
        (cv2.CAP_PROP_AUTOFOCUS, 1.0),
    ]
    assert [setting.name for setting in refused] == ["gain"]


def test_what_a_camera_does_not_take_is_said(monkeypatch):
    capture = FakeCapture(set())
    capture.read = lambda: (True, image())
    capture.get = lambda _prop: 30.0
    capture.release = lambda: None
    monkeypatch.setattr(cameras, "_opened_camera", lambda *_: capture)
    warned = []

    camera_source(3, CameraFormat(settings=parse_settings("focus=30,zoom=2")), warned.append).open()

    assert warned == ["Camera 3 does not take focus=30.", "Camera 3 does not take zoom=2."]
