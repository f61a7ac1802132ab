"""What the camera window shows and remembers, and the small changes that everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from digitrec.tracking.watch import Watch
from digitrec.types import Box, Digit, Ink, Line, Reading
from digitrec.ui.camera.requests import StopRecording
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.window.events import Point
from digitrec.ui.window.state import WindowState, with_request

LARGEST_PICTURE = (960, 720)  # pixels, width and height at which a frame is shown
SMALLEST_PICTURE = (640, 420)
LEAST_DRAG = 12  # pixels of the window: a shorter drag is a click
RATE_FRAMES = 30  # frames over which the rate is measured
FLASH = 0.6  # seconds that a settled number is lit up


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast things go.

    Args:
        times: when the last frames came, in seconds on this machine's clock.
        milliseconds: how long the last reading took.
        latency: milliseconds from the camera to the last reading, smoothed.
    """

    times: tuple[float, ...] = ()
    milliseconds: float = 0.0
    latency: float = 0.0

    @property
    def rate(self) -> float:
        """Frames a second; 0 when not known."""
        took = self.times[-1] - self.times[0] if self.times else 0.0
        return (len(self.times) - 1) / took if took > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Viewer(WindowState):
    """The camera window as a value.

    Args:
        source: what the frames come from, as the user knows it.
        live: whether it is a camera or a stream.
        frame: the frame that is shown, None before the first one.
        watch: the digits tracked and voted on, and the number that has settled.
        region: the part of the frame that is read; None = all of it.
        revision: grows whenever the region or the model changes; readings of older ones are dropped.
        drag: where the mouse was pressed and where it is, in pixels of the window.
        frozen: whether the frame stays.
        showing_ink: whether the ink map is shown.
        ink: the last ink map, of the region.
        recording: whether the frames are recorded.
        logging: whether settled numbers are logged.
        logged: how many were.
        lost: why no frames come.
        ended: whether the file is at its end.
        timing: how fast things go.
        failure: why the source could not be opened at all.
    """

    source: str = "camera 0"
    live: bool = True
    frame: Frame | None = None
    watch: Watch = field(default_factory=Watch)
    region: Box | None = None
    revision: int = 0
    drag: tuple[Point, Point] | None = None
    frozen: bool = False
    showing_ink: bool = False
    ink: Ink | None = None
    recording: bool = False
    logging: bool = False
    logged: int = 0
    lost: str = ""
    ended: bool = False
    timing: Timing = field(default_factory=Timing)
    failure: str = ""

    @property
    def reading(self) -> Reading:
        """What the frames say together."""
        return self.watch.voted.reading

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of that reading."""
        return self.reading.lines

    @property
    def digit(self) -> Digit | None:
        """The weakest digit, None when nothing is read."""
        return min(self.reading.digits, key=lambda digit: digit.confidence, default=None)

    @property
    def is_settled(self) -> bool:
        """Whether what is shown has settled."""
        settled = self.watch.settled
        return settled is not None and settled.reading.text == self.reading.text

    @property
    def is_lit(self) -> bool:
        """Whether a number has settled only just now."""
        settled = self.watch.settled
        return bool(settled and self.frame) and self.is_settled and self._age < FLASH

    @property
    def _age(self) -> float:
        settled = self.watch.settled
        return self.frame.seconds - settled.seconds if self.frame and settled else 0.0

    @property
    def scale(self) -> float:
        """Pixels of the window for one pixel of the frame."""
        if self.frame is None:
            return 1.0
        height, width = self.frame.image.shape[:2]
        most = min(LARGEST_PICTURE[0] / width, LARGEST_PICTURE[1] / height)
        least = max(SMALLEST_PICTURE[0] / width, SMALLEST_PICTURE[1] / height)
        return float(min(most, max(1.0, least)))

    @property
    def picture_size(self) -> tuple[int, int]:
        """(width, height) of the area in which the frame is shown, in pixels of the window."""
        if self.frame is None:
            return SMALLEST_PICTURE
        height, width = self.frame.image.shape[:2]
        shown = round(width * self.scale), round(height * self.scale)
        return max(SMALLEST_PICTURE[0], shown[0]), max(SMALLEST_PICTURE[1], shown[1])


def with_tracking_reset(viewer: Viewer) -> Viewer:
    """The viewer that forgets what it has read: the region or the model is another."""
    fresh = Watch(settings=viewer.watch.settings)
    return replace(viewer, watch=fresh, ink=None, revision=viewer.revision + 1)


def with_recording_stopped(viewer: Viewer) -> Viewer:
    """The viewer that does not record."""
    return with_request(replace(viewer, recording=False), StopRecording()) if viewer.recording else viewer


def closing(viewer: Viewer) -> Viewer:
    """The viewer that is to be closed; a recording is ended first."""
    return replace(with_recording_stopped(viewer), closed=True)
