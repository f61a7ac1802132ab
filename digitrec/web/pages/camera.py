"""Camera page: reads the browser's webcam; a number stands still when it has settled."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import gradio as gr
import numpy as np

from digitrec.files.documents import load_image
from digitrec.reading.frame import sharpness
from digitrec.tracking.watch import Watch, watched
from digitrec.types import Image
from digitrec.web import markup
from digitrec.web.controller import Controller
from digitrec.web.examples import example_row
from digitrec.web.pictures import fitted, jpeg
from digitrec.web.script import begin, end

EVERY = 0.2  # seconds between two frames
LARGEST = 1280  # pixels: a frame is not read larger
LONGEST = 480  # pixels: of the picture that goes back
REMEMBERED = 12  # numbers
STILLS = ("page.jpg", "score.jpg", "no-digits.jpg")
NO_NUMBER = "No number in view."
HOLD = "Hold a number before the camera: dark pen, even light."


@dataclass(frozen=True, slots=True)
class Session:
    """Session of one visitor's camera: what it has shown.

    Args:
        watch: the page in view.
        settled: the numbers that have settled, newest first, each with the time of day.
    """

    watch: Watch = field(default_factory=Watch)
    settled: tuple[tuple[str, str], ...] = ()


def camera_page(controller: Controller, tab: gr.Tab, model: gr.Dropdown) -> None:
    """Lays the page out; the tab is its own. See `draw_page`."""
    session = gr.State(None, time_to_live=3600)
    gr.HTML('<p class="lacking" role="alert"></p>')
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=300):
            webcam = gr.Image(
                sources=["webcam"],
                streaming=True,
                type="numpy",
                format="jpeg",
                height=420,
                show_label=False,
                buttons=[],
                webcam_options=gr.WebcamOptions(
                    mirror=False, constraints={"video": {"width": 1280, "height": 720}}
                ),
                elem_id="webcam",
            )
            gr.HTML(
                markup.note(
                    "Frames are read on this server and not kept. "
                    "Browsers open a camera on 127.0.0.1 and by HTTPS only."
                )
            )
            examples = example_row(STILLS)
        with gr.Column(scale=2, min_width=280):
            result = gr.HTML(waiting(), elem_id="watched")

    def look(frame: Any, before: Session | None, name: str | None) -> tuple[Any, Session | None]:
        if frame is None:
            return gr.skip(), before
        return watch_frame(controller, np.asarray(frame, np.uint8), before, name, time.monotonic())

    tab.select(None, None, None, js="() => { window.digitrec.camera(); }", api_visibility="private")
    for button, path in examples:

        def look_at(name: str | None, path: Path = path) -> str:
            return still(controller, load_image(path), name)

        button.click(
            look_at, model, result, show_progress="hidden", api_visibility="private", js=begin("watched")
        ).success(None, None, None, js=end("watched"), api_visibility="private")
    webcam.stream(
        look,
        [webcam, session, model],
        [result, session],
        stream_every=EVERY,
        concurrency_limit=None,
        show_progress="hidden",
        api_visibility="private",
    )


def watch_frame(
    controller: Controller, frame: Image, before: Session | None, name: str | None, seconds: float
) -> tuple[str, Session]:
    """What the page says after a frame, and what it remembers.

    Args:
        controller: reads.
        frame: (H, W, 3) uint8 RGB.
        before: what it remembered; None at first.
        name: of the model.
        seconds: the time of the frame, on any clock.
    """
    image = fitted(np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), np.uint8), LARGEST)
    reading = controller.read_frame(image, name)
    session = before or Session()
    watch = watched(session.watch, reading, seconds, sharpness(image))
    session = replace(session, watch=watch)
    if watch.news is not None:
        row = (time.strftime("%H:%M:%S"), " ".join(watch.news.reading.text.split()))
        session = replace(session, settled=(row, *session.settled)[:REMEMBERED])
    shown = watch.settled.reading if watch.settled else watch.voted.reading
    state = "settled" if watch.settled else "looking"
    picture = markup.figure(jpeg(reading.annotate(image), LONGEST), _caption(watch))
    return f'<div class="{state}">{markup.reading(shown, HOLD)}</div>{picture}{_log(session)}', session


def still(controller: Controller, image: Image, name: str | None) -> str:
    """What the page says of an example: the reading, and the picture as the camera would have shown it."""
    reading = controller.read_frame(image, name)
    picture = markup.figure(jpeg(reading.annotate(image), LONGEST), "An example, read as one frame.")
    return f"{markup.reading(reading, NO_NUMBER)}{picture}"


def waiting() -> str:
    """What stands there before the camera runs."""
    return markup.note(HOLD)


def _caption(watch: Watch) -> str:
    if watch.settled:
        return "It has settled."
    return "Reading: hold still." if watch.scene else NO_NUMBER


def _log(session: Session) -> str:
    if not session.settled:
        return ""
    return "<h3>Settled numbers</h3>" + markup.table(("time", "number"), session.settled)
