"""Performance page: the records of all models, and figures to compare them."""

from __future__ import annotations

from typing import Any

import gradio as gr

from digitrec.models.store import StoredModel
from digitrec.percent import percent
from digitrec.web import markup
from digitrec.web.controller import Controller
from digitrec.web.plots import TITLES, Plots

HEADINGS = (
    "model",
    "architecture",
    "validation",
    "test",
    "calibration error",
    "parameters",
    "size",
    "trained",
)
MOST = 3  # models side by side
EVERY = 2.0  # seconds between two looks at figures that are being drawn
NOT_TRAINED_ON = "no model was trained on them."
DRAWING = "Figures are being drawn"
COUNTED = {
    "sequence": "reads whole lines beside the best model: its figures count whole numbers.",
    "finder": "finds the rows on a page: its figure counts composed pages with all rows found.",
    "ink": "tells ink from paper: its figure is the overlap with the true ink of composed cut-outs.",
    "single": "does the same for images of one digit.",
}


def performance_page(controller: Controller, tab: gr.Tab) -> None:
    """Lays the page out.

    Args:
        controller: has the models.
        tab: the page's, which fills it when it is opened.
    """
    plots = Plots(controller)
    records = gr.HTML("", elem_id="records")
    chosen = gr.Dropdown(
        [],
        multiselect=True,
        max_choices=MOST,
        label=f"Compare, side by side ({MOST} at most)",
        elem_id="compare",
    )
    drawn = gr.HTML("", elem_id="plots")

    def open_page(names: list[str] | None) -> tuple[str, Any]:
        models = controller.names(again=True)
        kept = [name for name in names or models[:1] if name in models]
        return records_table(controller), gr.update(choices=models, value=kept)

    clock = gr.Timer(EVERY, active=False)

    def compare(names: list[str] | None) -> tuple[str, Any]:
        if not names:
            return markup.note("Choose a model to see how it does."), gr.Timer(active=False)
        plots.begin(names[:MOST])
        return look(names)

    def look(names: list[str] | None) -> tuple[str, Any]:
        html = comparison(plots, (names or [])[:MOST])
        return html, gr.Timer(active=DRAWING in html)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(open_page, chosen, [records, chosen], **quiet).then(compare, chosen, [drawn, clock], **quiet)
    chosen.input(compare, chosen, [drawn, clock], **quiet)
    clock.tick(look, chosen, [drawn, clock], **quiet)


def records_table(controller: Controller) -> str:
    """What is known of each model."""
    scan = controller.scan()
    others = [stored for kind in scan.others for stored in scan.of(kind)]
    rows = [_row(stored) for stored in (*controller.models(), *others)]
    notes = "".join(markup.note(sentence) for sentence in scan.skipped)
    notes += "".join(
        markup.note(f"{scan.of(kind)[0].name} {COUNTED[kind]}") for kind in scan.others if kind in COUNTED
    )
    explained = markup.note("Models are ranked by their validation; the test chooses nothing.")
    return markup.table(HEADINGS, rows, numbers=2) + explained + notes


def comparison(plots: Plots, names: list[str]) -> str:
    """The figures of some models, a row a kind; of those that are being drawn, that they are."""
    of = {name: ready for name in names if (ready := plots.ready(name)) is not None}
    parts = [markup.note(f"Each figure says which images it was measured on; {NOT_TRAINED_ON}")]
    if waiting := [name for name in names if name not in of]:
        parts.append(markup.note(f"{DRAWING}: {', '.join(waiting)}. They appear here by themselves."))
    names = list(of)
    if len(names) == 1:
        own = of[names[0]]
        parts.append(markup.figures([markup.figure(own[key], TITLES[key]) for key in own], wide=True))
    for key, title in TITLES.items() if len(names) > 1 else ():
        found = [
            markup.figure(of[name][key], f"{name}: {title.lower()}") for name in names if key in of[name]
        ]
        parts.append(f"<h3>{title}</h3>" + markup.figures(found, wide=True) if found else "")
    missing = [name for name in names if "curves" not in of[name]]
    if missing:
        parts.append(markup.note(f"No curves of the training are kept here for {', '.join(missing)}."))
    return "".join(parts)


def _row(stored: StoredModel) -> list[str]:
    size = f"{stored.path.stat().st_size / 1e6:.1f} MB"
    record = stored.record
    if record is None:
        return [stored.name, f"unverified: {stored.note}", "-", "-", "-", "-", size, "-"]
    error = record.training.get("validation", {}).get("calibration_error")
    return [
        stored.name,
        record.architecture,
        _per_cent(record.validation_accuracy),
        _per_cent(record.test_accuracy),
        "-" if error is None else f"{100 * error:.2f} %",
        f"{record.parameters:,}",
        size,
        record.created[:10],
    ]


def _per_cent(share: float | None) -> str:
    return "-" if share is None else percent(share, 2)
