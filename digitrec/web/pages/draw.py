"""Draw page: a number is read after each stroke."""

from __future__ import annotations

from typing import Any

import cv2
import gradio as gr
import numpy as np

from digitrec.types import Image, Reading
from digitrec.web import markup
from digitrec.web.controller import Controller
from digitrec.web.pictures import paper
from digitrec.web.shown import Shown

SIZE = (640, 400)  # pixels, of the drawing
PEN = 8  # half the width of its line, in pixels
EMPTY = "Write a number on the paper, with the mouse, a pen or a finger: several digits, several rows."
NO_DIGIT = "This is no digit."


def draw_page(controller: Controller, model: gr.Dropdown, shown: gr.State) -> None:
    """Lays the page out.

    Args:
        controller: reads.
        model: names the model.
        shown: what the visitor read last.
    """
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=320):
            pad = gr.Sketchpad(
                canvas_size=SIZE,
                fixed_canvas=True,
                height=470,
                layers=False,
                transforms=(),
                sources=(),
                brush=gr.Brush(default_size=PEN, colors=["#000000"], color_mode="fixed"),
                eraser=gr.Eraser(default_size=2 * PEN),
                buttons=[],
                show_label=False,
                placeholder="Write here",
                elem_id="pad",
            )
        with gr.Column(scale=2, min_width=280):
            result = gr.HTML(markup.reading(Reading(), EMPTY), elem_id="drawn")
            cards = gr.HTML("", elem_id="drawn-digits")

    def read(value: dict[str, Any] | None, name: str | None) -> tuple[str, str, Shown | None]:
        return read_drawing(controller, value, name)

    gr.on(
        [pad.change, pad.clear, model.change],
        read,
        [pad, model],
        [result, cards, shown],
        queue=False,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )


def read_drawing(
    controller: Controller, value: dict[str, Any] | None, name: str | None
) -> tuple[str, str, Shown | None]:
    """The reading of a drawing, the cards of its digits, and what was read.

    Args:
        controller: reads.
        value: what the sketchpad gives: `composite`, (H, W, 4) uint8 RGBA.
        name: of the model.
    """
    drawn = value.get("composite") if value else None
    ink = None if drawn is None else 255 - flattened(np.asarray(drawn, np.uint8))
    if ink is None or not ink.any():
        return markup.reading(Reading(), EMPTY), "", None
    read = controller.read_ink(ink, name)
    shown = Shown.of(paper(ink), "your drawing", drawn=True)
    return markup.reading(read, NO_DIGIT), markup.digits(read), shown


def flattened(picture: Image) -> Image:
    """(H, W, 4) RGBA, or less of it, on white paper, as (H, W) grey."""
    if picture.ndim == 2:
        return picture
    grey = np.asarray(cv2.cvtColor(picture[..., :3], cv2.COLOR_RGB2GRAY), np.uint8)
    if picture.shape[2] < 4:
        return grey
    alpha = picture[..., 3].astype(np.uint16)
    return ((grey * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
