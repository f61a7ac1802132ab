"""Real windows on a display of their own, driven with xdotool."""

import ctypes
import ctypes.util
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests import children

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds: the deadline of every wait; a busy machine is slow
AGAIN = 1.5  # seconds after which a key or a stroke is tried again: a busy X server loses some


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.gui)


@pytest.fixture(scope="session")
def display():
    """A fresh Xvfb; where there is none, the display of this session."""
    if not shutil.which("xdotool"):
        pytest.skip("needs xdotool")
    if not shutil.which("Xvfb"):
        if not os.environ.get("DISPLAY"):
            pytest.skip("needs Xvfb or a display")
        yield os.environ["DISPLAY"]
        return
    read, write = os.pipe()
    # Without -noreset the server starts anew whenever its last window closes, and the next one may miss it.
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1280x1024x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield f":{int(answer.readline())}"
    finally:
        server.terminate()
        server.wait()


class Program:
    """A program with a window: drives it, hears what it prints."""

    def __init__(self, command, display, folder):
        self._environment = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(ROOT)}
        self._display = display
        self.process = children.start(
            [sys.executable, *map(str, command)],
            cwd=folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines, self.errors = [], []
        self._said = queue.SimpleQueue()
        self._listeners = [
            threading.Thread(target=self._listen, args=(self.process.stdout, self.lines), daemon=True),
            threading.Thread(target=self._listen, args=(self.process.stderr, self.errors), daemon=True),
        ]
        for listener in self._listeners:
            listener.start()
        self.window = self._find()
        self.xdotool("mousemove", 20, 20)  # without a window manager keys go where the mouse is

    def _listen(self, stream, lines):
        for line in stream:
            lines.append(line.rstrip("\n"))
            self._said.put(None)

    def _find(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                pytest.fail(f"it ended before its window came: {self.errors}")
            found = self.xdotool("search", "--onlyvisible", "--name", "digitrec").split()
            if found:
                return int(found[-1])
            time.sleep(0.05)
        return pytest.fail("its window did not come")

    def xdotool(self, *words):
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def stroke(self, *points, button=1):
        """Drags the mouse through the points, as fast as the server takes it."""
        (left, top), *rest = points
        words = ["mousemove", left, top, "mousedown", button]
        for x, y in rest:
            words += ["mousemove", x, y]
        self.xdotool(*words, "mouseup", button)

    def click(self, left, top, button=1):
        """Clicks there."""
        self.xdotool("mousemove", round(left), round(top), "click", button)

    def resize(self, width, height):
        """Gives the window another size, as a user does by its corner."""
        self.xdotool("windowsize", self.window, width, height)

    def geometry(self):
        """(width, height) of the window in pixels of the screen."""
        told = dict(
            line.split("=")
            for line in self.xdotool("getwindowgeometry", "--shell", self.window).splitlines()
            if "=" in line
        )
        return int(told["WIDTH"]), int(told["HEIGHT"])

    def clipboard(self):
        """What is on the clipboard."""
        done = subprocess.run(
            ["xclip", "-o", "-selection", "clipboard"],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout

    def key(self, name):
        self.xdotool("key", name)

    def hears(self, wanted, again=lambda: None):
        """Waits until a printed line is `wanted`, and returns it; does `again` whenever that takes long."""
        deadline, patience = time.monotonic() + PATIENCE, time.monotonic() + AGAIN
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if wanted(line):
                    return line
            if self.process.poll() is not None:
                break
            if time.monotonic() > patience:
                again()
                patience = time.monotonic() + AGAIN
            try:
                self._said.get(timeout=0.1)
            except queue.Empty:
                continue
        return pytest.fail(f"it never said so; it said {self.lines}, {self.errors}")

    def ended(self, again=lambda: None):
        """Waits for the end and returns the exit code."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            again()
            try:
                code = self.process.wait(AGAIN)
            except subprocess.TimeoutExpired:
                continue
            for listener in self._listeners:
                listener.join(PATIENCE)
            return code
        return pytest.fail("it does not end")

    def close_by_x(self):
        """Sends what a window manager sends when the X of a window is clicked."""
        send_delete_message(self._display, self.window)


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("padding", ctypes.c_long * 24),
    )


def send_delete_message(display, window):
    """WM_DELETE_WINDOW of the ICCCM, section 4.2.8.1."""
    x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    protocols = x11.XInternAtom(connection, b"WM_PROTOCOLS", 0)
    delete = x11.XInternAtom(connection, b"WM_DELETE_WINDOW", 0)
    message = _ClientMessage(type=33, window=window, message_type=protocols, format=32)
    message.data[0] = delete
    x11.XSendEvent(connection, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x11.XSync(connection, 0)
    x11.XCloseDisplay(connection)


@pytest.fixture
def start(display, tmp_path):
    """Starts a script of tests/gui or of the repository's root and waits for its window."""
    programs = []
    (tmp_path / "output").mkdir()  # so that a run writes here

    def started(script, *flags):
        places = [folder / script for folder in (Path(__file__).parent, ROOT)]
        path = next(place for place in places if place.is_file())
        programs.append(Program([path, *flags], display, tmp_path))
        return programs[-1]

    yield started
    for program in programs:
        program.process.kill()
        program.process.wait()
        for listener in program._listeners:
            listener.join(PATIENCE)
        program.process.stdout.close()
        program.process.stderr.close()
