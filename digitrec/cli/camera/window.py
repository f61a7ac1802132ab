"""Opens the camera window on a source."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitrec.cli.camera.log import append_row
from digitrec.cli.shared.hand import own_hand
from digitrec.cli.shared.recogniser import model_loader
from digitrec.models.places import output_folder
from digitrec.types import Image, Ink, Reading
from digitrec.ui.camera.controller import Backend, CameraController, OutputPaths
from digitrec.ui.camera.state import viewer_of
from digitrec.ui.camera.update import update
from digitrec.ui.camera.view import render
from digitrec.ui.capture.cameras import Source
from digitrec.ui.capture.thread import Capture, Pacing
from digitrec.ui.window.loop import run_window
from digitrec.ui.window.window import Window

if TYPE_CHECKING:
    from digitrec.reading.reader import Reader

LOG = "readings.csv"
PATIENCE = 2.0  # seconds that a source has to open before the window does


@dataclass(frozen=True, slots=True)
class WindowChoices:
    """What the command line says about the window.

    Args:
        models: the folder of the models.
        model: a model file that comes first, or None.
        log: log to this CSV file from the start, or None.
        realtime: whether frames of a file are dropped to keep its time.
        theme: "light" or "dark".
        hand: whether the glyphs count that the user has taught.
        signs: whether signs within numbers are read too.
    """

    models: Path
    model: Path | None
    log: Path | None
    realtime: bool
    theme: str = "light"
    hand: bool = True
    signs: bool = False


def watch_in_window(
    window: Window,
    source: Source,
    choices: WindowChoices,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> int:
    """Runs the camera window until it is closed; returns the exit code."""
    capture = Capture(source, Pacing(every=not choices.realtime))
    output = output_folder()
    paths = OutputPaths(source.name, output / "snapshots", output / "recordings", choices.log or output / LOG)
    waits = not source.live and not choices.realtime
    controller = CameraController(capture, paths, _backend(choices, say, warn), waits)
    capture.wait(PATIENCE)  # a camera that does not open is told without a window
    viewer = replace(
        viewer_of(source.name, source.live),
        theme=choices.theme,
        logging=choices.log is not None,
        log=str(paths.log),
    )
    viewer = run_window(window, viewer, controller, update, render)
    code = 1 if viewer.failure else 0
    if viewer.failure:
        warn(viewer.failure)
    if not controller.end():
        # A worker or the camera is in the middle of a computation or call in C: at an orderly exit it would
        # be torn down under its feet. All that was pending is done by now.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _backend(choices: WindowChoices, say: Callable[[str], None], warn: Callable[[str], None]) -> Backend:
    """What the window works with; the reader's parts are imported in the worker, where they are needed."""
    readers: list[Reader] = []
    videos: list[Callable[[Image], Reading]] = []  # what reads the frames of the reader

    def ink(frame: Image) -> Ink:
        # Not before a model is there: the first one that is loaded says what ink is.
        return (
            readers[-1].page.read(frame).ink_on(frame.shape)
            if readers
            else np.zeros(frame.shape[:2], np.uint8)
        )

    def sharp(frame: Image) -> float:
        from digitrec.reading.frame import sharpness

        return sharpness(frame)

    def read(reader: Reader, frame: Image) -> Reading:
        if [reader] != readers:
            readers[:], videos[:] = [reader], [reader.video()]
        return videos[-1](frame)

    # One thread: the window, the camera and the disk want their share of the cores.
    load = model_loader(
        choices.models,
        choices.model,
        warn,
        read,
        threads=1,
        video=True,
        hand=choices.hand,
        signs=choices.signs,
    )
    return Backend(load, sharp, ink, append_row, say, warn, own_hand())
