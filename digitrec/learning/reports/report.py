"""The report of a training: a folder of figures and tables, and `report.html`, which holds them all."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from digitrec.learning.data.dataset import DIGITS, Skipped
from digitrec.learning.evaluation.metrics import Predictions, confusion, precision_and_recall, reject_curve
from digitrec.learning.loop.progress import EpochDone
from digitrec.learning.reports import figures, page
from digitrec.learning.reports.verdict import verdict
from digitrec.models.record import ModelRecord
from digitrec.percent import percent, percent_figure

MOST_SKIPPED = 200  # files named on the page; skipped.csv names all
REFUSED = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02)  # shares of the reject curve
MEANING = (
    '"Right" counts the images learned from, as distorted as they were shown; "validation" counts images '
    "that were set aside, undistorted, and chose the best epoch: so it is often the higher one. "
    '"Negatives refused" counts scribbles, letters and other things that are no digit.'
)

__all__ = ["Predictions", "Run", "write_report"]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Everything that a report shows.

    Args:
        record: of the model.
        history: every epoch; none where nothing was trained, as in packing an ensemble.
        predictions: the model's, to images it was not trained on.
        layers: its summary, as text.
        skipped: files of the data sets that were passed over.
    """

    record: ModelRecord
    history: Sequence[EpochDone]
    predictions: Predictions
    layers: str
    skipped: Sequence[Skipped] = ()


def write_report(run: Run, folder: Path) -> Path | None:
    """Writes a report.

    Args:
        run: what to tell.
        folder: made if need be.

    Returns:
        Its `report.html`; None if the folder cannot be written: the model is worth more than its report.
    """
    drawn = {name: png_of(draw) for name, draw in _drawings(run).items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in drawn.items():
            (folder / f"{name}.png").write_bytes(content)
        (folder / "model.txt").write_text(run.layers + "\n", encoding="utf-8")
        if run.history:
            (folder / "history.csv").write_text(history_csv(run.history), encoding="utf-8")
        if run.skipped:
            (folder / "skipped.csv").write_text(skipped_csv(run.skipped), encoding="utf-8")
        path = folder / "report.html"
        path.write_text(_page(run, drawn), encoding="utf-8")
    except OSError:
        return None
    return path


def history_csv(history: Sequence[EpochDone]) -> str:
    """One line an epoch, with a heading."""
    names = [field.name for field in fields(EpochDone)]
    return _csv([names, *([str(asdict(done)[name]) for name in names] for done in history)])


def skipped_csv(skipped: Sequence[Skipped]) -> str:
    """One line a file, with a heading."""
    return _csv([["file", "reason"], *([str(one.path), one.reason] for one in skipped)])


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _drawings(run: Run) -> dict[str, Callable[[], Any]]:
    predictions = run.predictions
    drawings: dict[str, Callable[[], Any]] = {
        "confusion": lambda: figures.confusions(predictions),
        "digits": lambda: figures.digits(predictions),
        "reliability": lambda: figures.calibration(predictions),
        "misread": lambda: figures.gallery(predictions),
    }
    if run.history:
        return {"curves": lambda: figures.curves(run.history)} | drawings
    return drawings


def png_of(draw: Callable[[], Any]) -> bytes:
    """A figure of matplotlib as a PNG."""
    content = io.BytesIO()
    draw().savefig(content, format="png")
    return content.getvalue()


def _page(run: Run, drawn: dict[str, bytes]) -> str:
    record, predictions = run.record, run.predictions
    titles = {
        "curves": "Epochs",
        "confusion": "Confusions",
        "digits": "Digit by digit",
        "reliability": "Calibration",
        "misread": "Read wrongly",
    }
    words = verdict(predictions, run.history)
    sections = [("Verdict", page.sentence(words)), ("Model", page.facts(facts_of(record)))]
    for name, content in drawn.items():
        inside = page.picture(content, titles[name])
        if name == "digits":
            inside += _digit_table(predictions)
        if name == "reliability":
            inside += _reject_table(predictions)
        sections.append((titles[name], inside))
    if run.skipped:
        rows = [[str(one.path), one.reason] for one in run.skipped[:MOST_SKIPPED]]
        sections.append((f"Files passed over: {len(run.skipped):,}", page.table(("file", "reason"), rows)))
    if run.history:
        sections.append(("Every epoch", page.sentence(MEANING) + epoch_table(run.history)))
    sections.append(("Layers", page.preformatted(run.layers)))
    right, count = percent(predictions.accuracy, 2), f"{len(predictions.labels):,}"
    subtitle = f"{right} of {count} {predictions.what} images read rightly"
    return page.page(record.name, subtitle, sections)


def facts_of(record: ModelRecord) -> dict[str, str]:
    """What a report says of a model, name by name."""
    training = record.training
    told = {
        "architecture": record.architecture,
        "trained by": str(training.get("command") or "-"),
        "validation": _per_cent(record.validation_accuracy)
        + ", which chose epoch, temperature and threshold",
        "test": _per_cent(record.test_accuracy) + ", which chose nothing",
        "best epoch": f"{training.get('best_epoch', '-')} of {training.get('epochs', '-')}",
        "seconds": f"{training.get('seconds', 0):,}",
        "temperature": f"{record.temperature:g}",
        "data": "; ".join(
            f"{name}: " + ", ".join(f"{value:,} {what}" for what, value in counts.items())
            for name, counts in training.get("data", {}).items()
        ),
    }
    for member in training.get("members", ()):
        told[f"member {member['name']}"] = (
            f"weight {member['weight']:.3f}, validation {_per_cent(member['validation_accuracy'])}"
        )
    return told


def _digit_table(predictions: Predictions) -> str:
    counts = confusion(predictions)
    precision, recall = precision_and_recall(counts)
    rows = [[str(d), f"{counts[d].sum():,}", _share(precision[d]), _share(recall[d])] for d in range(DIGITS)]
    return page.table(("digit", "images", "precision %", "recall %"), rows)


def _reject_table(predictions: Predictions) -> str:
    errors = reject_curve(predictions, REFUSED)
    rows = [[f"{100 * share:g}", f"{100 * error:.3f}"] for share, error in zip(REFUSED, errors, strict=True)]
    return page.table(("least sure answers refused, %", "of the others wrong, %"), rows)


def epoch_table(history: Sequence[EpochDone]) -> str:
    """HTML of every epoch's figures."""
    rows = [
        [
            str(done.epoch),
            f"{done.loss:.4f}",
            percent_figure(done.accuracy, 2),
            f"{done.validation_loss:.4f}",
            percent_figure(done.validation_accuracy, 2),
            percent_figure(done.rejected, 1),
            f"{done.learning_rate:.2e}",
            f"{done.seconds:.0f}",
            "best" if done.epoch == history[-1].best_epoch else "",
        ]
        for done in history
    ]
    return page.table(
        (
            "epoch", "loss", "right %", "validation loss", "validation %", "negatives refused %",
            "learning rate", "seconds", "",
        ),
        rows,
    )  # fmt: skip


def _share(share: float) -> str:
    return "-" if math.isnan(share) else percent_figure(share, 2)


def _per_cent(share: float | None) -> str:
    return "not looked at" if share is None else percent(share, 2)
