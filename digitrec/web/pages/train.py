"""Train page: a model from MNIST, one's own images, or both; only where the server allows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from digitrec.learning.loop.progress import EpochDone
from digitrec.learning.reports import figures
from digitrec.web import markup
from digitrec.web.controller import Controller
from digitrec.web.limits import MEGA
from digitrec.web.pages.hand import hand_section
from digitrec.web.plots import figure_uri
from digitrec.web.trainer import Trainer, TrainingChoices, TrainingStatus

EVERY = 1.0  # seconds between two looks at a training
IDLE = "No training is running."


def train_page(controller: Controller, trainer: Trainer, tab: gr.Tab, model: gr.Dropdown) -> None:
    """Lays the page out.

    Args:
        controller: has the models.
        trainer: trains.
        tab: the page's.
        model: the list of models, which a new one joins.
    """
    choices, most = trainer.choices, controller.limits.zip_bytes / MEGA
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            kind = gr.Radio(
                [(title, name) for name, title in choices.models.items()],
                value=next(iter(choices.models)),
                label="Model",
            )
            preset = gr.Radio(
                [(f"{name}: {epochs} epochs", name) for name, epochs in choices.presets.items()],
                value=next(iter(choices.presets)),
                label="How thoroughly",
            )
            mnist = gr.Checkbox(label="Learn MNIST (60,000 digits, comes with the program)", value=True)
            archive = gr.File(
                file_types=[".zip"],
                label=f"Your own: a zip of folders 0 to 9 with images, {most:.0f} MB at most",
                height=170,
                elem_id="archive",
            )
            estimate = gr.HTML(_estimate(choices, next(iter(choices.models)), next(iter(choices.presets))))
            with gr.Row():
                start = gr.Button("Train", variant="primary", elem_id="start")
                stop = gr.Button("Stop", interactive=False, elem_id="stop")
        with gr.Column(scale=3, min_width=300):
            status = gr.HTML(markup.note(IDLE), elem_id="training")
            curves = gr.HTML("", elem_id="curves")
    hand_section(tab)
    seen = gr.State(-1)
    clock = gr.Timer(EVERY, active=False)
    shown = [status, curves, start, stop, clock, model, seen]

    def begin(kind: str, preset: str, mnist: bool, archive: str | None) -> tuple[Any, ...]:
        trainer.start(kind, preset, mnist, Path(archive) if archive else None)
        return changes(controller, trainer.status, -1)

    def end() -> tuple[Any, ...]:
        trainer.stop()
        return changes(controller, trainer.status, -1)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    for choice in (kind, preset):
        choice.change(lambda k, p: _estimate(choices, k, p), [kind, preset], estimate, queue=False, **quiet)
    start.click(begin, [kind, preset, mnist, archive], shown, **quiet)
    stop.click(end, None, shown, queue=False, **quiet)
    clock.tick(lambda last: changes(controller, trainer.status, last), seen, shown, queue=False, **quiet)
    tab.select(lambda: changes(controller, trainer.status, -1), None, shown, queue=False, **quiet)


def changes(controller: Controller, status: TrainingStatus, seen: int) -> tuple[Any, ...]:
    """What changes on the page: status, curves, both buttons, clock, list of models, version shown."""
    if status.version == seen:
        return (gr.skip(),) * 7
    finished = not status.running and status.model
    return (
        status_of(status),
        curves_of(status.epochs),
        gr.update(interactive=not status.running),
        gr.update(interactive=status.running),
        gr.Timer(active=status.running),
        gr.update(choices=controller.names(again=True)) if finished else gr.skip(),
        status.version,
    )


def status_of(status: TrainingStatus) -> str:
    """How a training stands: a sentence and a bar."""
    if status.failure:
        return f"<h3>It did not work</h3><p>{markup.plain(status.failure)}</p>"
    if not status.doing:
        return markup.note(IDLE)
    bar = f'<div class="progress"><b style="width:{100 * status.share:.1f}%"></b></div>'
    return f'<p role="status">{markup.plain(status.doing)}</p>' + (bar if status.running else "")


def curves_of(epochs: tuple[EpochDone, ...]) -> str:
    """The curves of the epochs so far."""
    if not epochs:
        return ""
    return markup.figure(figure_uri(figures.curves(epochs)), f"{len(epochs)} of {epochs[-1].epochs} epochs")


def _estimate(choices: TrainingChoices, model: str, preset: str) -> str:
    minutes = choices.minutes(model, preset)
    took = f"{minutes} minutes" if minutes < 100 else f"{minutes / 60:.0f} hours"
    return markup.note(f"With MNIST about {took} on this machine.")
