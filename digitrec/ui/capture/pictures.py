"""Sources that need no device: pictures, shown one after the other, and any file again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from digitrec.errors import ImageError, SourceError
from digitrec.types import Image
from digitrec.ui.capture.cameras import Camera, Frame, Source

RATE = 10.0  # frames a second at which a picture is shown
SHOWN = 2.0  # seconds that each picture is shown
GAP = 0.1  # seconds between the end of a file and its next beginning


class Pictures:
    """Shows pictures one after the other.

    Args:
        paths: image files; one that cannot be read is left out, and told.
        load: reads one; raises ImageError.
        warn: is told of each file that cannot be read.
    """

    def __init__(
        self, paths: Sequence[Path], load: Callable[[Path], Image], warn: Callable[[str], None]
    ) -> None:
        self._waiting = list(paths)
        self._load = load
        self._warn = warn
        self._image: Image | None = None
        self._left = 0
        self._count = 0

    def read(self) -> Frame | None:
        """The next frame, None after the last one."""
        while self._left == 0:
            if not self._waiting:
                return None
            path = self._waiting.pop(0)
            try:
                self._image, self._left = self._load(path), round(RATE * SHOWN)
            except ImageError as error:
                self._warn(f"{path}: {error}")
        self._left -= 1
        self._count += 1
        if self._image is None:
            raise RuntimeError("There are frames left of no picture.")
        return Frame(self._image, (self._count - 1) / RATE, time.perf_counter())

    def close(self) -> None:
        """Forgets what is left."""
        self._waiting.clear()
        self._left = 0


class Looped:
    """Begins a file anew whenever it is at its end; its clock goes on.

    Args:
        open_again: opens the file.

    Raises:
        SourceError: it cannot be opened, or there is not one frame in it.
    """

    def __init__(self, open_again: Callable[[], Camera]) -> None:
        self._open = open_again
        self._camera = open_again()
        self._begun = 0.0
        self._last = 0.0

    def read(self) -> Frame | None:
        """The next frame."""
        frame = self._camera.read()
        if frame is None:
            self._camera.close()
            self._camera = self._open()
            self._begun = self._last + GAP
            frame = self._camera.read()
            if frame is None:
                raise SourceError("There is no frame in it.")
        self._last = self._begun + frame.seconds
        return replace(frame, seconds=self._last)

    def close(self) -> None:
        """Lets go of the file."""
        self._camera.close()


class Mirrored:
    """Swaps left and right, as in a mirror.

    Args:
        camera: what is mirrored.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera

    def read(self) -> Frame | None:
        """The next frame."""
        frame = self._camera.read()
        return frame and replace(frame, image=frame.image[:, ::-1].copy())

    def close(self) -> None:
        """Lets go of the camera."""
        self._camera.close()


def looped(source: Source) -> Source:
    """The source without an end."""
    return replace(source, open=lambda: Looped(source.open))


def mirrored(source: Source) -> Source:
    """The source with left and right swapped."""
    return replace(source, open=lambda: Mirrored(source.open()))
