"""Scripted cameras: frames, gaps and faults as told, without a device."""

import threading

import numpy as np

from digitrec.errors import SourceError
from digitrec.ui.capture.cameras import Frame, Source


def image(value=200, size=(640, 480), channels=3):
    """An even picture; (H, W) for no channels."""
    shape = (size[1], size[0], channels) if channels else (size[1], size[0])
    return np.full(shape, value, np.uint8)


def frame(number=0, rate=30.0, **how):
    return Frame(image(**how), number / rate, number / rate)


class ScriptedCamera:
    """Plays frames; None in the script is a moment without one; then it has ended, or stalls."""

    def __init__(self, script, stalls=False):
        self._script = list(script)
        self._stalls = stalls
        self._closed = threading.Event()
        self.used_up = threading.Event()
        self.closed = 0

    def read(self):
        if self._script:
            return self._script.pop(0)
        self.used_up.set()
        if self._stalls:
            self._closed.wait(20)
        return None

    def close(self):
        self.closed += 1
        self._closed.set()


def scripted_source(*scripts, live=True, stalls=False, name="camera 7"):
    """A source that plays one script at each opening; when they are used up it cannot be opened."""
    waiting = [ScriptedCamera(script, stalls) for script in scripts]
    opened = []

    def opening():
        if not waiting:
            raise SourceError(f"There is no {name}. Plug it in.")
        opened.append(waiting.pop(0))
        return opened[-1]

    return Source(name, live, opening), opened
