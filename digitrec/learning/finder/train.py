"""Trains a page network: from what pages are composed of and a plan to a model in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digitrec.learning.data.collect import MNIST, about_sources, load_data
from digitrec.learning.data.photographs import Photographs, load_photographs
from digitrec.learning.data.strokes import StrokeLibrary, load_strokes
from digitrec.learning.evaluation import calibration
from digitrec.learning.finder.batches import PageSource, held_out, mixed_batches
from digitrec.learning.finder.fit import maps_training
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.shards import Pages, forget_pages
from digitrec.learning.finder.validation import kernel_probabilities, shown
from digitrec.learning.loop.checkpoint import read_checkpoint
from digitrec.learning.loop.feed import open_feed
from digitrec.learning.loop.progress import Finishing, Watch
from digitrec.learning.loop.result import TrainingResult, free_name, library_versions, started_from
from digitrec.learning.loop.state import Fitted
from digitrec.learning.pages.sources import PageSources, open_sources
from digitrec.learning.reports.pages import sheet_of, write_page_report
from digitrec.learning.synthetic.fonts import list_fonts
from digitrec.models.kinds import MODEL_KINDS
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model, scan_models

EVERY = 10  # photographs: one for validation
MOST_CELLS = 400_000  # that a temperature is fitted to


@dataclass(frozen=True, slots=True)
class PageSourcePaths:
    """Paths of what pages are composed of; each part may be missing.

    Args:
        data: data sets of single digits, see `collect`.
        strokes: files or folders of pen strokes.
        fonts: folders with handwriting fonts, beside those of the system.
        photographs: folders with pictures without handwriting.
        validation: whether this is the part held out.
    """

    data: tuple[str, ...] = (MNIST,)
    strokes: tuple[Path, ...] = ()
    fonts: tuple[Path, ...] = ()
    photographs: tuple[Path, ...] = ()
    validation: bool = False

    def __call__(self) -> PageSources:
        """Opens what they lead to.

        Raises:
            DataError: a part cannot be read.
        """
        digits = load_data(self.data)
        images = digits.validation if self.validation else digits.training
        library = self.library()
        photographs = load_photographs(self.photographs) if self.photographs else Photographs(())
        chosen = [i for i in range(len(photographs)) if (i % EVERY == 0) == self.validation]
        return open_sources(
            library, images.inks, images.labels, list_fonts(self.fonts), photographs.chosen(chosen)
        )

    def about(self) -> dict[str, int]:
        """What must be the same when a training is resumed.

        Raises:
            DataError: a part cannot be read.
        """
        photographs = load_photographs(self.photographs) if self.photographs else ()
        fonts = len(list_fonts(self.fonts))
        return about_sources(load_data(self.data), self.library(), fonts, len(photographs))

    def library(self) -> StrokeLibrary:
        """The pen strokes of this part."""
        training, validation = load_strokes(self.strokes).split()
        return validation if self.validation else training


@dataclass(frozen=True, slots=True)
class MapsRequest:
    """What is asked for.

    Args:
        plan: the training.
        output: the model store.
        sources: what pages are composed of.
        command: the line that does it all again, for the record.
        folder: of the state and the composed pages; None = `training/NETWORK/` in the store.
        start: a `.keras` file whose weights the training starts from.
        resume: whether to go on with the training whose state lies there.
        workers: processes that compose pages.
    """

    plan: MapsPlan
    output: Path
    sources: PageSourcePaths = PageSourcePaths()
    command: str = ""
    folder: Path | None = None
    start: Path | None = None
    resume: bool = False
    workers: int = 1

    @property
    def state(self) -> Path:
        """The file that every finished epoch is written to."""
        return maps_folder(self.output, self.plan.network, self.folder) / "state.npz"


def maps_folder(output: Path, network: str, folder: Path | None = None) -> Path:
    """Where the state and the pages of a training lie."""
    return folder or output / "training" / network


def saved_maps_plan(output: Path, network: str, folder: Path | None = None) -> MapsPlan:
    """The plan of the training that can be resumed.

    Raises:
        DataError: there is none.
    """
    checkpoint = read_checkpoint(maps_folder(output, network, folder) / "state.npz")
    return MapsPlan.from_dict(checkpoint.facts["plan"])


def train_maps(request: MapsRequest, watch: Watch) -> TrainingResult | None:
    """Trains, chooses the best epoch, calibrates, saves.

    Args:
        request: what to do.
        watch: is told of every batch and epoch.

    Returns:
        The saved model; None if Ctrl-C came before the first epoch was done.

    Raises:
        DataError: a source, or the training to resume, cannot be read.
        ModelError: the model cannot be saved.
    """
    plan, sources = request.plan, request.sources
    folder = request.state.parent
    if not request.resume:
        request.state.unlink(missing_ok=True)
        forget_pages(folder)  # other sources may have made them
    out = PageSourcePaths(sources.data, sources.strokes, sources.fonts, sources.photographs, validation=True)
    pages = held_out(out(), plan, folder)
    source = PageSource(sources, plan, folder)
    with open_feed(source, request.workers) as feed:
        about = sources.about()
        training = maps_training(plan, feed, pages, request.state, watch, mixed_batches(source), about)
        if request.resume:
            training.resume()
        elif request.start is not None:
            training.start_from(request.start)
        fitted = training.run()
    if fitted is None:
        return None
    watch(Finishing(fitted.state.best_epoch, fitted.interrupted))
    record = _record(request, fitted, pages)
    path = save_model(fitted.model, record, request.output)
    reports = request.output / "reports" / f"{record.name}_{datetime.now():%Y%m%d-%H%M%S}"
    looks = sheet_of(*shown(fitted.model, pages[0], plan.network))
    report = write_page_report(record, fitted.history, looks, reports)
    return TrainingResult(path, record, fitted.interrupted, report)


def _record(request: MapsRequest, fitted: Fitted, pages: Sequence[Pages]) -> ModelRecord:
    state, plan = fitted.state, request.plan
    probabilities, labels = kernel_probabilities(fitted.model, pages, plan.network)
    step = max(1, len(labels) // MOST_CELLS)
    temperature = round(calibration.fit_temperature(probabilities[::step], labels[::step]), 4)
    accuracy = round(state.best_accuracy, 6)
    return ModelRecord(
        name=free_name(scan_models(request.output).of(plan.network), plan.network, accuracy),
        architecture=plan.network,
        kind=plan.network,
        classes=0,
        normalisation=MODEL_KINDS[plan.network].version,
        validation_accuracy=accuracy,
        temperature=temperature,
        training=_facts(request, fitted, pages),
        versions=library_versions(),
    )


def _facts(request: MapsRequest, fitted: Fitted, pages: Sequence[Pages]) -> dict[str, Any]:
    state, plan, sources = fitted.state, request.plan, request.sources
    return {
        "command": request.command,
        "seed": plan.seed,
        "epochs": state.done,
        "best_epoch": state.best_epoch,
        "seconds": round(state.seconds),
        **({} if request.start is None else {"started_from": started_from(request.start)}),
        "data": dict(load_data(sources.data).facts),
        "strokes": sources.library().facts(),
        "fonts": [path.stem for path in list_fonts(sources.fonts)],
        "photographs": len(load_photographs(sources.photographs)) if sources.photographs else 0,
        "validation": {
            "pages": sum(len(some.images) for some in pages),
            "loss": round(state.best_loss, 5),
            "silent": round(state.best_rejected, 5),
        },
        "curve": {
            "columns": ["pages learned from", "validation accuracy", "validation loss"],
            "epochs": [list(point) for point in state.curve],
        },
        "plan": plan.to_dict(),
    }
