"""A source without a window: each number is printed once, when it settles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from digitrec.cli.camera.log import append_row, text_of
from digitrec.errors import SourceError
from digitrec.reading.frame import sharpness
from digitrec.reading.reader import Reader
from digitrec.tracking.watch import Settled, Watch, watched
from digitrec.types import Image, Reading
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.capture.events import FrameArrived, SourceEnded, SourceFailed, SourceLost
from digitrec.ui.capture.thread import Capture

LOOK = 0.5  # seconds between two looks whether something has come


def read_without_window(
    capture: Capture,
    reader: Reader,
    log: Path | None,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Reads a source to its end.

    Args:
        capture: where the frames come from.
        reader: reads them.
        log: a CSV file that is added to, or None.
        say: prints a line: seconds since the start, a tab, the text with rows joined by a space.
        warn: is told of a source that is lost for a while.

    Raises:
        SourceError: the source cannot be opened, or has failed.
        DigitrecError: the log cannot be written.
    """
    watch, last = Watch(), _RepeatedFrames(reader.video())
    while True:
        capture.wait(LOOK)
        for event in capture.poll():
            match event:
                case FrameArrived(frame):
                    watch = watched(watch, last.read(frame), frame.seconds, last.sharpness)
                    if watch.news:
                        _tell(watch.news, log, say)
                case SourceLost(reason):
                    warn(reason)
                case SourceFailed(reason):
                    raise SourceError(reason)
                case SourceEnded():
                    return


def _tell(settled: Settled, log: Path | None, say: Callable[[str], None]) -> None:
    say(f"{settled.seconds:.2f}\t{text_of(settled.reading)}")
    if log is not None:
        append_row(log, settled.reading, settled.seconds)


class _RepeatedFrames:
    """Reads a frame unless it is the very one before: a picture that stands still is read once."""

    def __init__(self, read: Callable[[Image], Reading]) -> None:
        self._read = read
        self._image: Image | None = None
        self._reading = Reading()
        self.sharpness = 0.0

    def read(self, frame: Frame) -> Reading:
        if frame.image is not self._image:
            self._reading, self.sharpness = self._read(frame.image), sharpness(frame.image)
            self._image = frame.image
        return self._reading
