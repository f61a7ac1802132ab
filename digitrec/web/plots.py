"""Figures of a model's predictions, drawn on demand and cached."""

from __future__ import annotations

import io
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images, to_glyphs
from digitrec.learning.evaluation.metrics import Predictions
from digitrec.learning.reports import figures
from digitrec.models.store import StoredModel
from digitrec.web.controller import Controller

REPORTS = "reports"  # the folder of reports, in the model folder
WHAT = "validation"  # the images that are asked: 5,000 that choose epochs; the test images choose nothing
TITLES = {
    "confusion": "Confusions",
    "reliability": "Reliability",
    "digits": "Digit by digit",
    "curves": "Training",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Images that no model was trained on."""

    glyphs: Any
    labels: Any


class Plots:
    """Draws the figures of models, each once. Safe to call from several threads.

    Args:
        controller: has the models.
        images: what they are asked about; None = MNIST's validation images.
    """

    def __init__(self, controller: Controller, images: Images | None = None) -> None:
        self._controller = controller
        self._images = images
        self._lock = threading.Lock()
        self._asked: _Asked | None = None
        self._drawn: dict[str, Mapping[str, str]] = {}  # by digest

    def of(self, name: str) -> Mapping[str, str]:
        """The figures of a model as data URIs, by the keys of `TITLES`; `curves` only if its report is there.

        Raises:
            ModelError: there is no such model, or it cannot be used.
        """
        stored = self._controller.stored(name)
        with self._lock:
            if stored.digest not in self._drawn:
                self._drawn[stored.digest] = self._draw(name)
            drawn = self._drawn[stored.digest]
        curves = latest_report(self._controller.folder, stored, "curves.png")
        return drawn if curves is None else {**drawn, "curves": _uri(curves.read_bytes())}

    def _draw(self, name: str) -> Mapping[str, str]:
        reader = self._controller.reader(name)
        with self._controller.place():
            if self._asked is None:
                images = self._images or load_mnist().validation
                self._asked = _Asked(to_glyphs(images), images.labels)
            asked = self._asked
            predictions = Predictions(
                WHAT, asked.glyphs, asked.labels, reader.engine.probabilities(asked.glyphs)
            )
            return {
                "confusion": figure_uri(figures.confusions(predictions)),
                "reliability": figure_uri(figures.calibration(predictions)),
                "digits": figure_uri(figures.digits(predictions)),
            }


def latest_report(folder: Path, stored: StoredModel, file: str) -> Path | None:
    """A file of the newest report of a model, None if there is none."""
    found: Sequence[Path] = sorted((folder / REPORTS).glob(f"{stored.name}_*/{file}"))
    return found[-1] if found else None


def figure_uri(figure: Any) -> str:
    """A matplotlib figure as a picture within the page."""
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return _uri(content.getvalue())


def _uri(content: bytes) -> str:
    return f"data:image/png;base64,{b64encode(content).decode()}"
