"""What the camera window shows and remembers, and the small changes that everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from digitrec.tracking.watch import Watch
from digitrec.types import Box, Ink, Line, Reading, Refused
from digitrec.ui.camera.hotkeys import WATCHING
from digitrec.ui.camera.requests import StopRecording
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.boxes import Item, item_at, items_of
from digitrec.ui.widgets.layout import Layout, layout_of, window_for, with_other_keys
from digitrec.ui.window.events import Point
from digitrec.ui.window.hotkeys import SEEING_HAND, TEACHING, Hotkey
from digitrec.ui.window.state import WindowState, with_request

LARGEST_PICTURE = (960, 720)  # pixels, width and height at which a frame is shown at first
SMALLEST_PICTURE = (640, 420)
LEAST_DRAG = 12  # pixels of the window: a shorter drag is a click
RATE_FRAMES = 30  # frames over which the rate is measured
FLASH = 0.6  # seconds that a settled number is lit up
HINT_MEMORY, HINT_LEAST = 5, 4  # a hint is shown if so many of the last frames judged ask for it


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
        refused: ink in the last frame that was not read.
        picked: a point of the frame; the digit or refused ink there is selected.
        region: the part of the frame that is read; None = all of it.
        revision: grows whenever the region or the model changes; readings of older ones are dropped.
        drag: where the mouse was pressed and where it is, in pixels of the window.
        frozen: whether the frame stays.
        showing_ink: whether the ink map is shown.
        ink: the last ink map, of the region.
        recording: whether the frames are recorded.
        logging: whether settled numbers are logged.
        log: the file they are logged to.
        logged: how many were.
        lost: why no frames come.
        ended: whether the file is at its end.
        timing: how fast things go.
        hints: what could be better in the last frames that were judged, "" for nothing.
        failure: why the source could not be opened at all.
    """

    source: str = "camera 0"
    live: bool = True
    frame: Frame | None = None
    watch: Watch = field(default_factory=Watch)
    refused: tuple[Refused, ...] = ()
    picked: Point | None = None
    region: Box | None = None
    revision: int = 0
    drag: tuple[Point, Point] | None = None
    frozen: bool = False
    showing_ink: bool = False
    ink: Ink | None = None
    recording: bool = False
    logging: bool = False
    log: str = "output/readings.csv"
    logged: int = 0
    lost: str = ""
    ended: bool = False
    timing: Timing = field(default_factory=Timing)
    hints: tuple[str, ...] = ()
    failure: str = ""

    @property
    def hotkeys(self) -> tuple[Hotkey, ...]:
        """The keys that mean something now."""
        if self.teaching is not None:
            return TEACHING
        return WATCHING if self.gallery is None else SEEING_HAND

    @property
    def layout(self) -> Layout:
        """Where the parts of the window stand."""
        layout = layout_of(self, WATCHING)
        return layout if self.hotkeys is WATCHING else with_other_keys(layout, self.hotkeys)

    @property
    def reading(self) -> Reading:
        """What the frames say together, and what was refused in the last one."""
        voted = self.watch.voted.reading
        return replace(voted, refused=self.refused) if self.refused else voted

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of that reading."""
        return self.reading.lines

    @property
    def item(self) -> Item | None:
        """What the user has clicked on, None if nothing is there any more."""
        place = item_at(self.reading, *self.picked) if self.picked else None
        return None if place is None else items_of(self.reading)[place]

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
    def hint(self) -> str:
        """What could be better about the picture, "" if it is good or has only just become bad."""
        last = self.hints[-1] if self.hints else ""
        return last if last and self.hints.count(last) >= HINT_LEAST else ""

    @property
    def scale(self) -> float:
        """Pixels of the window for one pixel of the frame."""
        if self.frame is None:
            return 1.0
        height, width = self.frame.image.shape[:2]
        picture = self.layout.picture
        return float(min(picture.width / width, picture.height / height))

    @property
    def shown(self) -> Area:
        """Where the frame is shown: in the middle of its part of the window."""
        picture = self.layout.picture
        if self.frame is None:
            return picture
        height, width = (max(1, round(side * self.scale)) for side in self.frame.image.shape[:2])
        left, top = (picture.width - width) // 2, (picture.height - height) // 2
        return Area(picture.left + left, picture.top + top, width, height)

    def in_frame(self, at: Point) -> Point:
        """A point of the window in pixels of the frame."""
        return (at[0] - self.shown.left) / self.scale, (at[1] - self.shown.top) / self.scale

    def in_window(self, box: Box) -> Area:
        """A box of the frame in pixels of the window."""
        shown, scale = self.shown, self.scale
        left, top = round(box.left * scale), round(box.top * scale)
        right, bottom = round(box.right * scale), round(box.bottom * scale)
        return Area(shown.left + left, shown.top + top, max(1, right - left), max(1, bottom - top))


def viewer_of(source: str = "camera 0", live: bool = True) -> Viewer:
    """A viewer that has seen nothing yet."""
    return Viewer(window=window_for(SMALLEST_PICTURE, WATCHING), source=source, live=live)


def size_at_first(frame: Frame) -> tuple[int, int]:
    """The size of a window that suits a frame: neither very large nor very small."""
    height, width = frame.image.shape[:2]
    most = min(LARGEST_PICTURE[0] / width, LARGEST_PICTURE[1] / height)
    least = max(SMALLEST_PICTURE[0] / width, SMALLEST_PICTURE[1] / height)
    scale = min(most, max(1.0, least))
    shown = round(width * scale), round(height * scale)
    return window_for((max(SMALLEST_PICTURE[0], shown[0]), max(SMALLEST_PICTURE[1], shown[1])), WATCHING)


def with_tracking_reset(viewer: Viewer) -> Viewer:
    """The viewer that forgets what it has read: the region or the model is another."""
    fresh = Watch(settings=viewer.watch.settings)
    return replace(viewer, watch=fresh, refused=(), ink=None, revision=viewer.revision + 1)


def with_recording_stopped(viewer: Viewer) -> Viewer:
    """The viewer that does not record."""
    return with_request(replace(viewer, recording=False), StopRecording()) if viewer.recording else viewer


def closing(viewer: Viewer) -> Viewer:
    """The viewer that is to be closed; a recording is ended first."""
    return replace(with_recording_stopped(viewer), closed=True)
