"""Draw page: a number is read after each stroke."""

from __future__ import annotations

from html import escape

import gradio as gr

from digitrec.types import Reading
from digitrec.web import markup, pad
from digitrec.web.controller import Controller
from digitrec.web.examples import DRAWINGS, example_row, sheet_uri
from digitrec.web.pictures import paper
from digitrec.web.shown import Shown

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
            sheet = gr.HTML(
                "", html_template=pad.HTML, js_on_load=pad.SCRIPT, apply_default_css=False, elem_id="pad"
            )
        with gr.Column(scale=2, min_width=280):
            result = gr.HTML(_answer(Reading(), EMPTY, 0, ""), elem_id="drawn")
            cards = gr.HTML("", elem_id="drawn-digits")
    examples = example_row(DRAWINGS)

    def read(drawn: str | None, name: str | None) -> tuple[str, str, Shown | None]:
        return read_drawing(controller, drawn, name)

    model.change(None, None, None, js="() => { window.digitrec.again(); }", api_visibility="private")
    gr.on(
        [sheet.input, model.change],
        read,
        [sheet, model],
        [result, cards, shown],
        queue=False,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )
    for button, path in examples:
        lay = f'() => {{ window.digitrec.lay("{sheet_uri(path)}"); }}'
        button.click(None, None, None, js=lay, api_visibility="private")


def read_drawing(
    controller: Controller, sheet: str | None, name: str | None
) -> tuple[str, str, Shown | None]:
    """The reading of a drawing, the cards of its digits, and what was read.

    Args:
        controller: reads.
        sheet: what the pad wrote.
        name: of the model.

    Raises:
        ImageError: that is no drawing.
    """
    drawing, of = pad.drawing_of(sheet), name or ""
    if drawing.ink is None:
        return _answer(Reading(), EMPTY, drawing.number, of), "", None
    read = controller.read_ink(drawing.ink, name)
    shown = Shown.of(paper(drawing.ink), "your drawing", drawn=True)
    return _answer(read, NO_DIGIT, drawing.number, of), markup.digits(read), shown


def _answer(read: Reading, nothing: str, number: int, model: str) -> str:
    return markup.reading(read, nothing, f'data-drawing="{number}" data-model="{escape(model)}"')
