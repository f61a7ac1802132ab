"""Figures of a model's predictions: those of the report that its training wrote, else drawn once and kept."""

from __future__ import annotations

import io
import logging
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images, to_glyphs
from digitrec.learning.evaluation.metrics import Predictions
from digitrec.learning.reports import figures
from digitrec.models.store import StoredModel
from digitrec.web.controller import Controller

DRAWN = ("confusion", "reliability", "digits")  # the files of a report that show a model's answers
REPORTS = "reports"  # the folder of reports, in the model folder
KEPT = "drawn"  # in it, what was drawn for visitors, by the digest of the model
WHAT = "validation"  # the images that are asked: 5,000 that choose epochs; the test images choose nothing
TITLES = {
    "confusion": "Confusions",
    "reliability": "Reliability",
    "digits": "Digit by digit",
    "curves": "Training",
}

LOG = logging.getLogger("digitrec.web")


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

    def ready(self, name: str) -> Mapping[str, str] | None:
        """The figures of a model as data URIs by the keys of `TITLES`, if nobody has to wait for them.

        They are those that its training drew, or that were drawn for an earlier visitor; `curves` is there
        only if its report is.

        Raises:
            ModelError: there is no such model.
        """
        stored = self._controller.stored(name)
        found = self._found(stored)
        curves = latest_report(self._controller.folder, stored, "curves.png")
        if found is None or curves is None:
            return found
        return {**found, "curves": _uri(curves.read_bytes())}

    def begin(self, names: Sequence[str]) -> None:
        """Draws what is not there yet, one model after the other, while visitors look at the rest."""
        wanted = [name for name in names if self.ready(name) is None]
        if wanted:
            threading.Thread(target=self._draw_all, args=(wanted,), daemon=True).start()

    def draw(self, name: str) -> None:
        """Draws the figures of a model, unless they are there, and keeps them.

        Raises:
            ModelError: the model cannot be used.
        """
        stored = self._controller.stored(name)
        with self._lock:
            if self._found(stored) is not None:
                return
            drawn = self._draw(name)
            self._drawn[stored.digest] = {key: _uri(content) for key, content in drawn.items()}
        with suppress(OSError):  # they are kept for the next start of the server, if that can be
            folder = self._kept(stored)
            folder.mkdir(parents=True, exist_ok=True)
            for key, content in drawn.items():
                (folder / f"{key}.png").write_bytes(content)

    def _draw_all(self, names: Sequence[str]) -> None:
        for name in names:
            self._draw_or_log(name)

    def _draw_or_log(self, name: str) -> None:
        try:
            self.draw(name)
        except Exception:
            LOG.exception("The figures of %s cannot be drawn", name)

    def _found(self, stored: StoredModel) -> Mapping[str, str] | None:
        if (drawn := self._drawn.get(stored.digest)) is not None:
            return drawn
        report = latest_report(self._controller.folder, stored, f"{DRAWN[0]}.png")
        for folder in (self._kept(stored), report.parent if report else None):
            paths = {key: folder / f"{key}.png" for key in DRAWN} if folder else {}
            if paths and all(path.is_file() for path in paths.values()):
                return {key: _uri(path.read_bytes()) for key, path in paths.items()}
        return None

    def _kept(self, stored: StoredModel) -> Path:
        return self._controller.folder / REPORTS / KEPT / stored.digest[:16]

    def _draw(self, name: str) -> Mapping[str, bytes]:
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
                "confusion": _png(figures.confusions(predictions)),
                "reliability": _png(figures.calibration(predictions)),
                "digits": _png(figures.digits(predictions)),
            }


def latest_report(folder: Path, stored: StoredModel, file: str) -> Path | None:
    """A file of the newest report of a model, None if there is none."""
    found: Sequence[Path] = sorted((folder / REPORTS).glob(f"{stored.name}_*/{file}"))
    return found[-1] if found else None


def figure_uri(figure: Any) -> str:
    """A matplotlib figure as a picture within the page."""
    return _uri(_png(figure))


def _png(figure: Any) -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return content.getvalue()


def _uri(content: bytes) -> str:
    return f"data:image/png;base64,{b64encode(content).decode()}"
