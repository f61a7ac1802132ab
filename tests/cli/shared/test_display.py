import socket
import sys

import pytest

from digitrec.cli.shared import display
from digitrec.cli.shared.display import answers, prepare_display
from digitrec.errors import DisplayError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")


@pytest.fixture
def server(tmp_path, monkeypatch):
    path = str(tmp_path / "X7")
    monkeypatch.setattr(display, "_sockets", lambda _number: (path,))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen()
        yield path


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_no_display_is_one_line_that_offers_read(environment):
    with pytest.raises(DisplayError, match="digitrec read") as caught:
        prepare_display(environment)

    assert "\n" not in str(caught.value)
    assert ("XWayland" in str(caught.value)) == ("WAYLAND_DISPLAY" in environment)


def test_a_dead_display_is_told_before_qt_would_abort(tmp_path, monkeypatch):
    monkeypatch.setattr(display, "_sockets", lambda number: (str(tmp_path / number),))
    monkeypatch.setattr(display.socket, "create_connection", lambda *_: (_ for _ in ()).throw(OSError()))

    with pytest.raises(DisplayError, match=":7 does not answer"):
        prepare_display({"DISPLAY": ":7"})


@pytest.mark.usefixtures("server")
def test_a_live_display_keeps_qt_quiet_and_on_x11():
    environment = {"DISPLAY": ":7.0", "WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"}

    prepare_display(environment)

    assert environment["QT_QPA_PLATFORM"] == "xcb"
    assert "warning=false" in environment["QT_LOGGING_RULES"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", [":7", ":7.0", "unix:7"])
def test_local_names_of_a_display(name):
    assert answers(name)


def test_a_display_without_screen_needs_no_server():
    prepare_display({"QT_QPA_PLATFORM": "offscreen"})
