"""About page: the model, the versions, and how the last image was read, stage by stage."""

from __future__ import annotations

import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import gradio as gr
import numpy as np

from digitrec.files.documents import load_image
from digitrec.percent import percent
from digitrec.web import markup
from digitrec.web.controller import Controller
from digitrec.web.examples import example_row
from digitrec.web.pictures import jpeg, paper, png
from digitrec.web.script import begin, end
from digitrec.web.shown import Shown

LIBRARIES = ("digitrec", "numpy", "opencv-python", "ai-edge-litert", "gradio")
LONGEST = 700  # pixels: of a stage's picture
HOW = """
An image becomes a number in four steps, on this machine:

1. **Ink.** What is pen and what is paper: light and shadow, ruled lines, cell borders and specks are
   taken away.
2. **Digits.** Strokes that belong together are joined, digits that touch are cut apart in several ways.
3. **28 by 28 pixels.** Each candidate is made alike: its size, the width of its stroke, its centre of mass.
4. **Reading.** A neural network says how likely each candidate is which digit, or none; the likeliest cutting
   of a line is its number.
"""
NOTHING = "Draw a number or read an image first, or tap an example: its stages then show here."
PART = "stages"  # what is grey while an image is read


def about_page(controller: Controller, tab: gr.Tab, model: gr.Dropdown, shown: gr.State) -> None:
    """Lays the page out; it is filled when its tab is opened. See `draw_page`."""
    examples = example_row()
    stages = gr.HTML(markup.note(NOTHING), elem_id="stages")
    with gr.Row(equal_height=False):
        with gr.Column(min_width=320):
            gr.Markdown(HOW)
        with gr.Column(min_width=320):
            facts = gr.HTML("", elem_id="facts")

    def open_page(last: Shown | None, name: str | None) -> tuple[str, str]:
        return show_stages(controller, last, name), model_facts(controller, name)

    gr.on(
        [tab.select, model.change],
        open_page,
        [shown, model],
        [stages, facts],
        show_progress="hidden",
        api_visibility="private",
        js=begin(PART),
    ).success(None, None, None, js=end(PART), api_visibility="private")
    for button, path in examples:

        def show_example(name: str | None, path: Path = path) -> tuple[str, Shown]:
            last = Shown.of(load_image(path), path.name)
            return show_stages(controller, last, name), last

        button.click(
            show_example,
            model,
            [stages, shown],
            show_progress="hidden",
            api_visibility="private",
            js=begin(PART),
        ).success(None, None, None, js=end(PART), api_visibility="private")


def show_stages(controller: Controller, last: Shown | None, name: str | None) -> str:
    """How an image is read: as it came, its ink, its digits, and what the model saw of each."""
    if last is None:
        return markup.note(NOTHING)
    if last.drawn:
        ink = np.asarray(255 - last.image, np.uint8)
        read = controller.read_ink(ink, name)
    else:
        ink = controller.ink(last.image, name)
        read = controller.read(last.image, name)
    pictures = [
        markup.figure(jpeg(last.image, LONGEST), f"1. {last.name}"),
        markup.figure(png(paper(ink)), "2. its ink"),
        markup.figure(jpeg(read.annotate(last.image), LONGEST), "3. its digits, boxed"),
    ]
    seen = markup.digits(read) if read.digits else markup.note("No digit was found in it.")
    return f"<h3>How {markup.plain(last.name)} is read</h3>{markup.figures(pictures)}" + (
        f"<p>4. Each at 28 by 28 pixels, as the model sees it, and how likely it is which digit:</p>{seen}"
    )


def model_facts(controller: Controller, name: str | None) -> str:
    """The model and the versions, as a table."""
    stored = controller.stored(name)
    reader = controller.reader(name)
    rows = [["model", stored.name], ["engine", getattr(reader.engine, "kind", "-")]]
    record = stored.record
    if record is None:
        rows.append(["record", f"unverified: {stored.note}"])
    else:
        accuracy = record.validation_accuracy
        rows += [
            ["architecture", record.architecture],
            ["parameters", f"{record.parameters:,}"],
            ["classes", "ten digits, and no digit" if record.classes > 10 else "ten digits"],
            ["validation", "-" if accuracy is None else f"{percent(accuracy, 2)} right"],
            ["trained", record.created[:10] or "-"],
        ]
    if reader.second is not None and reader.second.model is not None:
        rows.append(["lines are also read by", reader.second.model.name])
    rows.append(["Python", platform.python_version()])
    for library in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            rows.append([library, metadata.version(library)])
    return "<h3>Model and versions</h3>" + markup.table(("", ""), rows)
