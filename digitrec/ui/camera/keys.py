"""What each action does to the camera window, whether by key or by button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.ui.camera.requests import PauseSource, ReadFrame, SaveSnapshot, TeachFrame
from digitrec.ui.camera.state import Viewer, closing, with_recording_stopped, with_tracking_reset
from digitrec.ui.window.state import (
    after_key,
    common_actions,
    copy_text,
    leave,
    with_message,
    with_request,
)
from digitrec.ui.window.teaching import begun, typing_actions


def press_key(viewer: Viewer, key: str) -> Viewer:
    """The viewer after a key; the same object for a key without a meaning."""
    return after_key(viewer, key, viewer.hotkeys, ACTIONS)


def _freeze(viewer: Viewer) -> Viewer:
    frozen = not viewer.frozen
    return with_request(replace(viewer, frozen=frozen), PauseSource(frozen))


def _save(viewer: Viewer) -> Viewer:
    if viewer.frame is None:
        return with_message(viewer, "There is no picture to save yet.")
    return with_request(viewer, SaveSnapshot(viewer.frame, viewer.reading, viewer.model, viewer.is_settled))


def _record(viewer: Viewer) -> Viewer:
    if viewer.recording:
        return with_recording_stopped(viewer)
    if viewer.frame is None:
        return with_message(viewer, "There is no picture to record yet.")
    return with_message(replace(viewer, recording=True), "Recording; r stops it.")


def _log(viewer: Viewer) -> Viewer:
    note = "No longer logging." if viewer.logging else f"Logging each number that settles to {viewer.log}"
    return with_message(replace(viewer, logging=not viewer.logging), note)


def _show_ink(viewer: Viewer) -> Viewer:
    viewer = replace(viewer, showing_ink=not viewer.showing_ink, ink=None)
    if viewer.showing_ink and viewer.model and viewer.frame:
        viewer = with_request(viewer, ReadFrame(viewer.frame, viewer.region, viewer.revision, True))
    return viewer


def _whole(viewer: Viewer) -> Viewer:
    if viewer.region is None:
        return with_message(viewer, "The whole picture is read; drag with the mouse to read a part.")
    viewer = with_tracking_reset(replace(viewer, region=None, drag=None))
    if viewer.model and viewer.frame:
        viewer = with_request(viewer, ReadFrame(viewer.frame, None, viewer.revision, viewer.showing_ink))
    return with_message(viewer, "The whole picture is read.")


def _copy(viewer: Viewer) -> Viewer:
    return copy_text(viewer, viewer.reading.text)


def _teach(viewer: Viewer) -> Viewer:
    """The picture stands still while one types."""
    if viewer.frame is None or viewer.model is None:
        return with_message(viewer, viewer.model_error or "There is nothing to teach yet.")
    still = begun(viewer, viewer.reading, thaw=not viewer.frozen)
    return with_request(replace(still, frozen=True), PauseSource(True))


def _store(viewer: Viewer) -> Viewer:
    if viewer.teaching is None or viewer.frame is None:
        return viewer
    if not viewer.teaching.text:
        return with_message(viewer, "Type the digits that stand there; Esc leaves.")
    request = TeachFrame(viewer.frame, viewer.region, viewer.teaching.reading, viewer.teaching.text)
    return _typed(with_request(viewer, request))


def _typed(viewer: Viewer) -> Viewer:
    """The viewer in which nothing is typed any more; its picture runs again if it did before."""
    thaw = viewer.teaching is not None and viewer.teaching.thaw
    viewer = replace(viewer, teaching=None)
    return with_request(replace(viewer, frozen=False), PauseSource(False)) if thaw else viewer


def _leave(viewer: Viewer) -> Viewer:
    if viewer.teaching is not None:
        return _typed(viewer)
    left = leave(viewer)
    return closing(viewer) if left.closed else left


ACTIONS: dict[str, Callable[[Viewer], Viewer]] = {
    **common_actions(Viewer),
    **typing_actions(Viewer),
    "teach": _teach,
    "store": _store,
    "freeze": _freeze,
    "save": _save,
    "record": _record,
    "log": _log,
    "ink": _show_ink,
    "whole": _whole,
    "copy": _copy,
    "close": closing,
    "leave": _leave,
}
