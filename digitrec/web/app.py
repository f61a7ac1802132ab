"""Puts the pages together to one application."""

from __future__ import annotations

import gradio as gr

from digitrec.web.api import add_api
from digitrec.web.blocks import GuardedBlocks
from digitrec.web.controller import Controller
from digitrec.web.pages.about import about_page
from digitrec.web.pages.camera import camera_page
from digitrec.web.pages.draw import draw_page
from digitrec.web.pages.performance import performance_page
from digitrec.web.pages.read import read_page
from digitrec.web.pages.train import train_page
from digitrec.web.trainer import Trainer

CACHE = (300, 1800)  # seconds: how often uploads are looked through, and how old they may become
REMEMBERED = 3600  # seconds: how long a closed page's last image is kept


def build(controller: Controller, trainer: Trainer | None = None) -> GuardedBlocks:
    """All pages of one server.

    Args:
        controller: what stands behind them.
        trainer: trains; None = nobody may.
    """
    first = controller.stored(None).name
    with GuardedBlocks(title="digitrec", analytics_enabled=False, delete_cache=CACHE) as blocks:
        add_api(controller)  # first, so that its names are free
        shown = gr.State(None, time_to_live=REMEMBERED)
        with gr.Row(elem_id="title"):
            with gr.Column(scale=3, min_width=260):
                gr.HTML("<h1>digitrec</h1><p>Reads handwritten numbers, on this machine.</p>")
            with gr.Column(scale=1, min_width=240):
                model = gr.Dropdown(
                    controller.names(),
                    value=first,
                    label="Model",
                    show_label=False,
                    container=False,
                    elem_id="model",
                )
        with gr.Tabs():
            with gr.Tab("Draw"):
                draw_page(controller, model, shown)
            with gr.Tab("Read"):
                read_page(controller, model, shown)
            with gr.Tab("Camera") as tab:
                camera_page(controller, tab, model)
            if trainer is not None:
                with gr.Tab("Train") as tab:
                    train_page(controller, trainer, tab, model)
            with gr.Tab("Performance") as tab:
                performance_page(controller, tab)
            with gr.Tab("About") as tab:
                about_page(controller, tab, model, shown)
        blocks.load(
            lambda: gr.update(choices=controller.names()), None, model, queue=False, api_visibility="private"
        )
    blocks.queue(default_concurrency_limit=controller.at_once, max_size=200)
    pages: GuardedBlocks = blocks
    return pages
