"""The figures of a report, each a matplotlib `Figure` of its own: no global state, no display."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from digitrec.learning.data.dataset import DIGITS
from digitrec.learning.evaluation.calibration import expected_calibration_error
from digitrec.learning.evaluation.metrics import Predictions, confusion, precision_and_recall, reliability
from digitrec.learning.loop.progress import EpochDone
from digitrec.percent import percent, percent_figure
from digitrec.types import NOT_A_DIGIT

BLUE, ORANGE, GREY, GREEN = "#2563a8", "#d9731a", "#6b7280", "#2f855a"
LEAST_ERROR = 0.01  # per cent: one image of ten thousand
MOST_MISREAD = 60  # digits in the gallery
GALLERY_COLUMNS = 10
NAMES = (*map(str, range(DIGITS)), "none")


def curves(history: Sequence[EpochDone]) -> Any:
    """Accuracy, loss and learning rate over the epochs; the best epoch is marked."""
    figure = _figure(11, 3.6)
    right, wrong, rate = figure.subplots(1, 3)
    epochs = [done.epoch for done in history]
    best = history[-1].best_epoch
    _lines(right, epochs, "validation", [_error(done.validation_accuracy) for done in history], BLUE)
    _lines(right, epochs, "training, distorted", [_error(done.accuracy) for done in history], ORANGE)
    _accuracy_axis(right)
    _lines(wrong, epochs, "validation", [done.validation_loss for done in history], BLUE)
    _lines(wrong, epochs, "training, distorted", [done.loss for done in history], ORANGE)
    wrong.set_yscale("log")
    wrong.set_title("loss")
    _lines(rate, epochs, "", [1000 * done.learning_rate for done in history], GREY)
    rate.set_ylim(bottom=0)
    rate.set_title("learning rate, thousandths")
    for axes in (right, wrong, rate):
        axes.axvline(best, color=GREEN, linestyle=":", linewidth=1.5)
        axes.set_xlabel(f"epoch (dotted: the best, {best})")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
    wrong.legend(frameon=False)
    return figure


def confusions(predictions: Predictions) -> Any:
    """What was written, and what it was read as."""
    figure = _figure(7.2, 6.2)
    axes = figure.subplots()
    table = confusion(predictions)
    wrong = table.astype(np.float64)
    np.fill_diagonal(wrong, np.nan)
    highest = max(1.0, float(np.nanmax(wrong)))
    axes.imshow(wrong, cmap="Oranges", vmin=0, vmax=1.4 * highest, aspect="auto")
    for row in range(DIGITS):
        for column in range(DIGITS + 1):
            count = table[row, column]
            if row == column:
                axes.text(column, row, f"{count:,}", ha="center", va="center", color=GREEN, fontsize=9)
            elif count:
                axes.text(column, row, str(count), ha="center", va="center", fontsize=10, weight="bold")
    axes.set_xticks(range(DIGITS + 1), NAMES)
    axes.set_yticks(range(DIGITS), NAMES[:DIGITS])
    axes.set_xlabel("read as")
    axes.set_ylabel("written")
    axes.set_title(
        f"{predictions.what} images: {len(predictions.misread())} of {len(predictions.labels):,} read wrongly"
    )
    return figure


def digits(predictions: Predictions) -> Any:
    """Precision and recall of each digit."""
    figure = _figure(8, 3.4)
    axes = figure.subplots()
    precision, recall = precision_and_recall(confusion(predictions))
    places = np.arange(DIGITS)
    low = min(99.0, np.floor(100 * float(np.nanmin([precision, recall])) * 2) / 2 - 0.25)
    for offset, shares, name, colour in (
        (-0.19, precision, "precision", BLUE),
        (0.19, recall, "recall", ORANGE),
    ):
        heights = np.nan_to_num(100 * shares - low)
        bars = axes.bar(places + offset, heights, 0.34, bottom=low, color=colour, label=name)
        axes.bar_label(
            bars,
            ["" if np.isnan(share) else percent_figure(share, 1) for share in shares],
            fontsize=7.5,
            padding=1,
        )
    axes.set_ylim(low, 100 + 0.14 * (100 - low))
    axes.set_xticks(places, NAMES[:DIGITS])
    axes.set_title(
        f"{predictions.what} images, % (precision: of the readings of a digit; recall: of that digit)"
    )
    axes.legend(frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.08))
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    return figure


def calibration(predictions: Predictions) -> Any:
    """Whether confidences mean what they say, and how many predictions there are of each."""
    figure = _figure(6, 5.4)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    bins = reliability(predictions)
    shares = np.array([one.accuracy for one in bins])
    counts = np.array([one.count for one in bins])
    confidences = [one.confidence for one in bins]
    spread = 1.96 * np.sqrt(np.maximum(shares * (1 - shares), 0.25 / counts) / counts)
    above.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1, label="as sure as right")
    limits = [shares - np.clip(shares - spread, 0, 1), np.clip(shares + spread, 0, 1) - shares]
    above.errorbar(
        confidences, shares, limits, fmt="o", color=BLUE, capsize=3, label="answers (95 % interval)"
    )
    above.set_ylabel("share that is right")
    above.set_ylim(-0.03, 1.06)
    error = expected_calibration_error(predictions.probabilities, predictions.labels)
    above.set_title(f"{predictions.what} images: calibration error {100 * error:.2f} %")
    above.legend(frameon=False, loc="lower right")
    below.bar(confidences, counts, width=0.03, color=BLUE)
    below.set_yscale("log")
    below.set_ylim(bottom=0.7)
    below.set_ylabel("answers")
    below.set_xlabel("confidence")
    below.set_xlim(0, 1.03)
    for axes in (above, below):
        axes.grid(alpha=0.3)
    return figure


def gallery(predictions: Predictions) -> Any:
    """The digits that were read wrongly, the surest mistakes first: what it is, what was read, how sure."""
    wrong = predictions.misread()[:MOST_MISREAD]
    rows = max(1, -(-len(wrong) // GALLERY_COLUMNS))
    figure = _figure(GALLERY_COLUMNS * 1.05, rows * 1.32 + 0.4)
    panels = np.ravel(figure.subplots(rows, GALLERY_COLUMNS))
    for axes in panels:
        axes.set_axis_off()
    for axes, number in zip(panels, wrong, strict=False):
        read = NAMES[predictions.read[number]] if predictions.read[number] != NOT_A_DIGIT else "none"
        axes.imshow(1 - predictions.glyphs[number], cmap="gray", vmin=0, vmax=1)
        axes.set_title(
            f"{predictions.labels[number]} → {read}, {percent(predictions.confidence[number])}",
            fontsize=8,
            pad=2,
        )
    total = len(predictions.misread())
    shown = f", the surest {len(wrong)}" if total > len(wrong) else ""
    figure.suptitle(
        f"{predictions.what} images read wrongly: {total}{shown} (written → read, confidence)", fontsize=10
    )
    return figure


def _figure(width: float, height: float) -> Any:
    """An empty figure; width and height in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=110, layout="constrained", facecolor="white")


def _error(accuracy: float) -> float:
    """What is wrong, in per cent, fit for a logarithmic axis."""
    return max(LEAST_ERROR, 100 * (1 - accuracy))


def _accuracy_axis(axes: Any) -> None:
    """Stretches the last per cents: errors, logarithmic, upside down, named by what is right."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_yscale("log")
    axes.invert_yaxis()
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(lambda error, _: f"{100 - error:g}" if error < 100 else "")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_title("read rightly, %")


def _lines(axes: Any, epochs: Sequence[int], name: str, values: Sequence[float], colour: str) -> None:
    axes.plot(epochs, values, color=colour, marker="o", markersize=3, linewidth=1.5, label=name)
