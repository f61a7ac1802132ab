"""What each key does to the camera window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.ui.hotkeys import WATCHING, action_of
from digitrec.ui.requests import Hold, Load, Look, Say, Snapshot
from digitrec.ui.viewer_state import Viewer, anew, closing, noted, sent, stopped


def press(viewer: Viewer, key: str) -> Viewer:
    """The viewer after a key; the same object for a key without a meaning."""
    action = action_of(WATCHING, key)
    if action is None:
        return viewer
    # Any key takes the message away, and any key but its own an overlay.
    overlay = viewer.overlay if viewer.overlay == action else ""
    return ACTIONS[action](replace(viewer, message="", message_is_trouble=False, overlay=overlay))


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


def _next_model(viewer: Viewer) -> Viewer:
    if viewer.loading:
        return noted(viewer, "A model is being loaded.")
    if viewer.model and viewer.model.count < 2:
        return noted(viewer, "There is no other model.")
    position = viewer.model.position + 1 if viewer.model else 0
    return sent(replace(noted(viewer, "Loading the next model."), loading=True), Load(position))


def _show_information(viewer: Viewer) -> Viewer:
    if viewer.overlay:
        return replace(viewer, overlay="")
    if viewer.trouble:
        return noted(viewer, viewer.trouble, trouble=True)
    viewer = replace(viewer, overlay="information")
    return sent(viewer, Say("\n".join(viewer.model.information))) if viewer.model else viewer


def _show_help(viewer: Viewer) -> Viewer:
    return replace(viewer, overlay="" if viewer.overlay else "help")


ACTIONS: dict[str, Callable[[Viewer], Viewer]] = {
    "freeze": _freeze,
    "save": _save,
    "record": _record,
    "log": _log,
    "ink": _show_ink,
    "whole": _whole,
    "model": _next_model,
    "information": _show_information,
    "help": _show_help,
    "close": closing,
}
