"""The camera window's `update`: what each event makes of the viewer. Pure, as the draw window's is."""

from __future__ import annotations

from dataclasses import replace

from digitrec.tracking.watch import watched
from digitrec.types import Box
from digitrec.ui.camera.events import (
    FrameRead,
    Logged,
    RecordingFailed,
    RecordingStopped,
)
from digitrec.ui.camera.keys import ACTIONS, press_key
from digitrec.ui.camera.requests import LogNumber, ReadFrame, RecordFrame
from digitrec.ui.camera.state import (
    HINT_MEMORY,
    LEAST_DRAG,
    RATE_FRAMES,
    Viewer,
    closing,
    size_at_first,
    viewer_of,
    with_tracking_reset,
)
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.capture.events import (
    FrameArrived,
    SourceEnded,
    SourceFailed,
    SourceLost,
)
from digitrec.ui.widgets.gallery import glyph_at
from digitrec.ui.widgets.pointing import after_pointer
from digitrec.ui.window.events import (
    Closed,
    Event,
    Failed,
    KeyPressed,
    ModelFailed,
    ModelLoaded,
    PenDown,
    PenMoved,
    PenUp,
)
from digitrec.ui.window.hand import ForgetGlyph, HandListed, Taught
from digitrec.ui.window.requests import Resize
from digitrec.ui.window.state import (
    after_common,
    with_error,
    with_message,
    with_model,
    with_request,
    with_result,
    without_model,
)
from digitrec.ui.window.teaching import with_gallery, with_taught

SMOOTHING = 0.1  # share of the newest latency in the one shown


def update(viewer: Viewer, event: Event) -> Viewer:
    """The viewer after `event`; the same object when nothing changes."""
    after = None if viewer.drag else after_pointer(viewer, event, viewer.layout, ACTIONS)
    if after is None:
        after = after_common(viewer, event)
    if after is not None:
        return after
    match event:
        case PenDown() | PenMoved() | PenUp():
            return _by_mouse(viewer, event)
        case KeyPressed(key):
            return press_key(viewer, key)
        case Closed():
            return closing(viewer)
        case FrameArrived(frame):
            return _with_frame(viewer, frame)
        case FrameRead():
            return _with_reading(viewer, event)
        case ModelLoaded() | ModelFailed():
            return _with_model(viewer, event)
        case SourceLost() | SourceFailed() | SourceEnded():
            return _without_frames(viewer, event)
    return _with_work_done(viewer, event)


def _with_work_done(viewer: Viewer, event: Event) -> Viewer:
    match event:
        case RecordingStopped(path):
            return with_result(viewer, f"Recorded in {path}", path)
        case RecordingFailed(reason) if viewer.recording:
            return with_error(replace(viewer, recording=False), reason)
        case Taught():
            return with_reading_requested(with_tracking_reset(with_taught(viewer, event)))
        case HandListed():
            return with_gallery(viewer, event)
        case Logged():
            return replace(viewer, logged=viewer.logged + 1)
        case Failed(reason):
            return with_error(viewer, reason)
    return viewer


def _with_frame(viewer: Viewer, frame: Frame) -> Viewer:
    if viewer.frozen:
        return viewer
    if viewer.frame is not None and viewer.frame.image.shape[:2] != frame.image.shape[:2]:
        viewer = with_tracking_reset(replace(viewer, region=None, drag=None))
    if viewer.frame is None and viewer.window == viewer_of().window:
        viewer = with_request(viewer, Resize(size_at_first(frame)))
    times = (*viewer.timing.times, frame.taken)[-RATE_FRAMES:]
    viewer = replace(viewer, frame=frame, lost="", timing=replace(viewer.timing, times=times))
    if viewer.recording:
        viewer = with_request(viewer, RecordFrame(frame, viewer.lines))
    return with_reading_requested(viewer)


def with_reading_requested(viewer: Viewer) -> Viewer:
    """Asks for a reading of the frame that is shown."""
    if viewer.frame is None or viewer.model is None:
        return viewer
    return with_request(viewer, ReadFrame(viewer.frame, viewer.region, viewer.revision, viewer.showing_ink))


def _with_reading(viewer: Viewer, read: FrameRead) -> Viewer:
    if read.region != viewer.revision:
        return viewer
    watch = watched(viewer.watch, read.reading, read.seconds, read.sharpness)
    before = viewer.timing.latency
    latency = before + SMOOTHING * (read.latency - before) if before else read.latency
    timing = replace(viewer.timing, milliseconds=read.milliseconds, latency=latency)
    viewer = replace(viewer, watch=watch, refused=read.reading.refused, timing=timing, ink=read.ink)
    if read.quality is not None:
        viewer = replace(viewer, hints=(*viewer.hints, read.quality.hint)[-HINT_MEMORY:])
    if watch.news and viewer.logging:
        viewer = with_request(viewer, LogNumber(watch.news.reading, watch.news.seconds))
    return viewer


def _with_model(viewer: Viewer, event: ModelLoaded | ModelFailed) -> Viewer:
    if isinstance(event, ModelFailed):
        return without_model(viewer, event.reason)
    return with_reading_requested(with_tracking_reset(with_model(viewer, event.card)))


def _without_frames(viewer: Viewer, event: SourceLost | SourceFailed | SourceEnded) -> Viewer:
    match event:
        case SourceLost(reason):
            viewer = replace(viewer, lost=reason)
            return viewer if reason == viewer.message else with_error(viewer, reason)
        case SourceFailed(reason) if viewer.frame is None:
            return closing(replace(viewer, failure=reason))
        case SourceFailed(reason):
            return with_error(replace(viewer, lost=reason), reason)
    return with_message(replace(viewer, ended=True), "The file is at its end.")


def _by_mouse(viewer: Viewer, event: PenDown | PenMoved | PenUp) -> Viewer:
    match event:
        case PenDown() if viewer.overlay:
            return replace(viewer, overlay="")
        case PenDown(at) if viewer.gallery is not None:
            own = glyph_at(viewer.gallery, viewer.layout.picture, at)
            return viewer if own is None else with_request(viewer, ForgetGlyph(own))
        case PenDown(at) if viewer.frame and viewer.layout.picture.contains(*at):
            return replace(viewer, drag=(at, at))
        case PenMoved(to) if viewer.drag:
            return replace(viewer, drag=(viewer.drag[0], to))
        case PenUp() if viewer.drag:
            region, clicked = dragged(viewer), viewer.in_frame(viewer.drag[0])
            viewer = replace(viewer, drag=None)
            if region is None:
                return replace(viewer, picked=clicked)
            return with_reading_requested(with_tracking_reset(replace(viewer, region=region)))
    return viewer


def dragged(viewer: Viewer) -> Box | None:
    """The part of the frame that the mouse has marked, in pixels of the frame; None if that is too little."""
    if viewer.drag is None or viewer.frame is None:
        return None
    height, width = viewer.frame.image.shape[:2]
    (x0, y0), (x1, y1) = viewer.drag
    if min(abs(x1 - x0), abs(y1 - y0)) < LEAST_DRAG:
        return None
    (x0, y0), (x1, y1) = viewer.in_frame((x0, y0)), viewer.in_frame((x1, y1))
    left, right = (min(max(round(x), 0), width) for x in sorted((x0, x1)))
    top, bottom = (min(max(round(y), 0), height) for y in sorted((y0, y1)))
    return Box(left, top, right, bottom) if right - left > 1 and bottom - top > 1 else None
