"""What each key does to the camera window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.ui.camera.requests import Hold, Look, Snapshot
from digitrec.ui.camera.state import Viewer, anew, closing, stopped
from digitrec.ui.window.hotkeys import WATCHING
from digitrec.ui.window.screen import next_model, noted, pressed, sent, show_help, show_information


def press(viewer: Viewer, key: str) -> Viewer:
    """The viewer after a key; the same object for a key without a meaning."""
    return pressed(viewer, key, WATCHING, ACTIONS)


def _freeze(viewer: Viewer) -> Viewer:
    frozen = not viewer.frozen
    return sent(replace(viewer, frozen=frozen), Hold(frozen))


def _save(viewer: Viewer) -> Viewer:
    if viewer.frame is None:
        return noted(viewer, "There is no picture to save yet.")
    return sent(viewer, Snapshot(viewer.frame, viewer.reading, viewer.model, viewer.is_settled))


def _record(viewer: Viewer) -> Viewer:
    if viewer.recording:
        return stopped(viewer)
    if viewer.frame is None:
        return noted(viewer, "There is no picture to record yet.")
    return noted(replace(viewer, recording=True), "Recording; r stops it.")


def _log(viewer: Viewer) -> Viewer:
    note = "No longer logging." if viewer.logging else "Logging each number that settles."
    return noted(replace(viewer, logging=not viewer.logging), note)


def _show_ink(viewer: Viewer) -> Viewer:
    viewer = replace(viewer, seeing=not viewer.seeing, ink=None)
    if viewer.seeing and viewer.model and viewer.frame:
        viewer = sent(viewer, Look(viewer.frame, viewer.region, viewer.revision, True))
    return viewer


def _whole(viewer: Viewer) -> Viewer:
    if viewer.region is None:
        return noted(viewer, "The whole picture is read; drag with the mouse to read a part.")
    viewer = anew(replace(viewer, region=None, drag=None))
    if viewer.model and viewer.frame:
        viewer = sent(viewer, Look(viewer.frame, None, viewer.revision, viewer.seeing))
    return noted(viewer, "The whole picture is read.")


ACTIONS: dict[str, Callable[[Viewer], Viewer]] = {
    "freeze": _freeze,
    "save": _save,
    "record": _record,
    "log": _log,
    "ink": _show_ink,
    "whole": _whole,
    "model": next_model,
    "information": show_information,
    "help": show_help,
    "close": closing,
}
