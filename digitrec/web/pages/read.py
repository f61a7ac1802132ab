"""Read page: image files are dropped, and come back annotated, with a table to save."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gradio as gr

from digitrec.files.results import Answer
from digitrec.percent import percent
from digitrec.web import markup
from digitrec.web.batch import Read, csv_text, json_text, read_files
from digitrec.web.controller import Controller
from digitrec.web.examples import example_row
from digitrec.web.limits import ENDINGS, MEGA
from digitrec.web.pictures import jpeg, text_uri
from digitrec.web.script import begin, end
from digitrec.web.shown import Shown

HEADINGS = ("file", "numbers", "confidence", "note")
LONGEST = 900  # pixels: of an annotated picture
MOST_PICTURES = 24
NO_NUMBER = "no number found"
PARTS = ("downloads", "answers", "pictures")  # what is grey while files are read


def read_page(controller: Controller, model: gr.Dropdown, shown: gr.State) -> None:
    """Lays the page out; see `draw_page`."""
    limits = controller.limits
    drop = gr.File(
        file_count="multiple",
        file_types=list(ENDINGS),
        label="Drop photos or scans here",
        height=170,
        elem_id="drop",
    )
    single = gr.Checkbox(label="Each image holds one digit", value=False, container=False)
    gr.HTML(
        markup.note(
            f"{limits.files} files at once at most, {limits.file_bytes / MEGA:.0f} MB and "
            f"{limits.pixels / MEGA:.0f} million pixels each. They are read on this server and deleted again."
        )
    )
    examples = example_row()
    downloads = gr.HTML("", elem_id="downloads")
    table = gr.Dataframe(
        headers=list(HEADINGS),
        datatype="str",
        interactive=False,
        wrap=True,
        visible=False,
        elem_id="answers",
        column_widths=["190px", "170px", "120px", "240px"],
        buttons=[],
    )
    pictures = gr.HTML("", elem_id="pictures")

    def read(
        files: list[str] | None,
        one: bool,
        name: str | None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        named = [(Path(file), Path(file).name) for file in files or []]
        if not named:
            return (gr.skip(),) * 5
        found = progress.tqdm(read_files(controller, named, name, one), "Reading", len(named), "files")
        return (*shown_files(found), None)

    drop.upload(
        read,
        [drop, single, model],
        [downloads, table, pictures, shown, drop],
        show_progress_on=[table],
        concurrency_limit=controller.at_once,
        api_visibility="private",
        js=begin(*PARTS),
    ).success(None, None, None, js=end(*PARTS), api_visibility="private")
    for button, path in examples:

        def read_example(name: str | None, path: Path = path) -> tuple[Any, ...]:
            return shown_files(read_files(controller, [(path, path.name)], name))

        button.click(
            read_example,
            model,
            [downloads, table, pictures, shown],
            show_progress="hidden",
            concurrency_limit=controller.at_once,
            api_visibility="private",
            js=begin(*PARTS),
        ).success(None, None, None, js=end(*PARTS), api_visibility="private")


def shown_files(found: Iterable[Read]) -> tuple[str, Any, str, Shown | None]:
    """What the page says of files: links to save, table, pictures, and the last image."""
    answers: list[Answer] = []
    drawn: list[str] = []
    last: Shown | None = None
    for one in found:
        answers.append(one.answer)
        if one.image is None or one.answer.reading is None:
            continue
        last = Shown.of(one.image, str(one.answer.path))
        if len(drawn) < MOST_PICTURES:
            picture = jpeg(one.answer.reading.annotate(one.image), LONGEST)
            caption = f"{one.answer.path}: {' '.join(one.answer.rows) or NO_NUMBER}"
            drawn.append(markup.figure(picture, caption))
    links = markup.download(text_uri("text/csv", csv_text(answers)), "numbers.csv", "Save as CSV")
    links += markup.download(text_uri("application/json", json_text(answers)), "numbers.json", "Save as JSON")
    rows = [_row(answer) for answer in answers]
    return links, gr.update(value=rows, visible=True), markup.figures(drawn), last


def _row(answer: Answer) -> list[str]:
    sure = percent(answer.reading.confidence, 1) if answer.reading and answer.reading.lines else ""
    return [str(answer.path), " ".join(answer.rows), sure, answer.error or ("" if answer.rows else NO_NUMBER)]
