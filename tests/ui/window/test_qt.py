import sys

import pytest

from digitrec.ui.window import qt


def test_another_opencv_is_left_alone(monkeypatch):
    monkeypatch.setattr(qt, "_bundled", lambda _name: [])

    assert not qt.keep_every_event()
    assert not qt.keep_every_move()


def test_a_missing_or_foreign_library_is_no_trouble(monkeypatch, tmp_path):
    foreign = tmp_path / "libQt5Core-0.so.5"
    foreign.write_bytes(b"no library")
    monkeypatch.setattr(qt, "_bundled", lambda _name: [foreign])
    monkeypatch.setattr(qt.ctypes, "CDLL", _missing)

    assert not qt.keep_every_event()
    assert not qt.keep_every_move()


def _missing(*_args, **_kwargs):
    raise OSError("cannot open shared object file")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")
def test_the_systems_library_is_loaded_for_all(monkeypatch, tmp_path):
    loaded = []
    monkeypatch.setattr(qt, "_bundled", lambda _name: [tmp_path])
    monkeypatch.setattr(qt.ctypes, "CDLL", lambda name, mode: loaded.append((name, mode)))

    assert qt.keep_every_event()
    assert loaded == [("libX11-xcb.so.1", qt.ctypes.RTLD_GLOBAL)]
