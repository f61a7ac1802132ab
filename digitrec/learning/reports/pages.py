"""The report of a network that looks at pages: what it found on composed pages, beside what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.loop.progress import EpochDone
from digitrec.learning.reports import figures, page
from digitrec.learning.reports.report import epoch_table, facts_of, history_csv, png_of
from digitrec.models.record import ModelRecord
from digitrec.percent import percent
from digitrec.types import Image

COLUMNS = 3
FOUND, MISSED = (200, 120, 0), (40, 40, 220)  # BGR: blue as in the windows, red
EDGE = 6  # pixels between pages


def write_page_report(
    record: ModelRecord, history: Sequence[EpochDone], looks: Image, folder: Path
) -> Path | None:
    """Writes a report.

    Args:
        record: of the network.
        history: every epoch.
        looks: a picture of pages, see `sheet_of`.
        folder: made if need be.

    Returns:
        Its `report.html`; None if the folder cannot be written.
    """
    _, encoded = cv2.imencode(".png", looks)
    curves = png_of(lambda: figures.curves(history))
    sections = [
        ("Model", page.facts(facts_of(record))),
        ("Epochs", page.picture(curves, "Epochs")),
        ("Pages", page.picture(encoded.tobytes(), "What was found: blue; what was missed: red")),
        ("Every epoch", epoch_table(history)),
    ]
    subtitle = f"{percent(record.validation_accuracy or 0.0, 1)} on composed pages that it did not learn from"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pages.png").write_bytes(encoded.tobytes())
        (folder / "history.csv").write_text(history_csv(history), encoding="utf-8")
        path = folder / "report.html"
        path.write_text(page.page(record.name, subtitle, sections), encoding="utf-8")
    except OSError:
        return None
    return path


def sheet_of(images: NDArray[np.uint8], found: NDArray[np.bool_], true: NDArray[np.bool_]) -> Image:
    """Pages side by side, what was found tinted blue, what was missed red, and what is there outlined.

    Args:
        images: (N, H, W, 3) uint8.
        found: (N, h, w), a value a cell.
        true: (N, h, w).

    Returns:
        (H', W', 3) uint8.
    """
    seen = [_tinted(*one) for one in zip(images, found, true, strict=True)]
    seen += [np.full_like(seen[0], 255)] * (-len(seen) % COLUMNS)
    rows = [np.hstack(seen[first : first + COLUMNS]) for first in range(0, len(seen), COLUMNS)]
    return np.asarray(np.vstack(rows), np.uint8)


def _tinted(image: Image, found: NDArray[np.bool_], true: NDArray[np.bool_]) -> Image:
    size = image.shape[1], image.shape[0]
    shown = image.copy()
    for cells, colour in ((found, FOUND), (true & ~found, MISSED)):
        mask = cv2.resize(cells.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        shown[mask] = (0.5 * shown[mask] + 0.5 * np.array(colour)).astype(np.uint8)
    edges, _ = cv2.findContours(
        cv2.resize(true.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST),
        cv2.RETR_EXTERNAL,
        cv2.CHAIN_APPROX_SIMPLE,
    )
    cv2.drawContours(shown, edges, -1, FOUND, 1)
    return np.asarray(
        cv2.copyMakeBorder(shown, 0, EDGE, 0, EDGE, cv2.BORDER_CONSTANT, value=(255,) * 3), np.uint8
    )
