"""What is asked of the system around a window: its screen and its clipboard."""

import sys

import pytest

from digitrec.ui.window import clipboard, monitor
from digitrec.ui.window.monitor import scale_of


@pytest.mark.parametrize(("dpi", "scale"), [(72, 1), (96, 1), (110, 1.25), (144, 1.5), (192, 2), (1000, 4)])
def test_dense_screens_are_drawn_larger_in_quarters(dpi, scale):
    assert scale_of(dpi) == scale


def test_a_window_leaves_room_for_its_title_bar():
    found = monitor._less_decoration(1920, 1040, 1.0)

    assert (found.width, found.height) == (1912, 1000)
    assert monitor._less_decoration(0, 0, 1.0) is None


def test_no_qt_tells_no_screen_and_copies_by_command(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    for module in (monitor, clipboard):
        monkeypatch.setattr(module, "qt_function", lambda *_: None)
    copied = tmp_path / "copied"
    command = tmp_path / "xclip"
    command.write_text(f"#!/bin/sh\ncat > {copied}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(clipboard, "COMMANDS", {"linux": (("xclip", "-selection", "clipboard"),)})

    assert monitor.find_monitor() is None
    assert clipboard.copy_to_clipboard("13540\n862")
    assert copied.read_text() == "13540\n862"


def test_a_command_that_fails_is_no_clipboard(monkeypatch):
    monkeypatch.setattr(clipboard, "qt_function", lambda *_: None)
    monkeypatch.setattr(clipboard, "COMMANDS", {sys.platform: (("false",), ("no-such-command",))})

    assert not clipboard.copy_to_clipboard("7")
