"""A whole training of a page network: from material and a plan to a model in the store, with its record."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from digitrec.learning.data.collect import MNIST, load_data
from digitrec.learning.data.photographs import Photographs, load_photographs
from digitrec.learning.data.strokes import StrokeLibrary, load_strokes
from digitrec.learning.evaluation import calibration
from digitrec.learning.finder.batches import PageSource, held_out, mixed_batches, open_page_feed
from digitrec.learning.finder.fit import FittedMaps, MapsTraining
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.shards import Pages, forget_pages
from digitrec.learning.finder.validation import kernel_chances
from digitrec.learning.loop.checkpoint import read_checkpoint
from digitrec.learning.loop.progress import Finishing, Watch
from digitrec.learning.pages.sources import PageSources, open_sources
from digitrec.learning.synthetic.fonts import list_fonts
from digitrec.models.kinds import MODEL_KINDS
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model, scan_models

LIBRARIES = ("digitrec", "keras", "tensorflow", "jax", "torch", "numpy", "opencv-python")
HELD_OUT = 0.1  # of the writers, and of the photographs: for validation
MOST_CELLS = 400_000  # that a temperature is fitted to


@dataclass(frozen=True, slots=True)
class PageMaterial:
    """What pages are composed of; each part may be missing.

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
        """Opens the material.

        Raises:
            DataError: a part cannot be read.
        """
        digits = load_data(self.data)
        images = digits.validation if self.validation else digits.training
        library = self.library()
        photographs = load_photographs(self.photographs) if self.photographs else Photographs(())
        every = round(1 / HELD_OUT)
        chosen = [i for i in range(len(photographs)) if (i % every == 0) == self.validation]
        return open_sources(
            library, images.inks, images.labels, list_fonts(self.fonts), photographs.chosen(chosen)
        )

    def library(self) -> StrokeLibrary:
        """The pen strokes of this part."""
        training, validation = load_strokes(self.strokes).split(HELD_OUT)
        return validation if self.validation else training


@dataclass(frozen=True, slots=True)
class MapsRequest:
    """What is asked for.

    Args:
        plan: the training.
        output: the model store.
        material: what pages are composed of.
        command: the line that does it all again, for the record.
        folder: of the state and the composed pages; None = `training/NETWORK/` in the store.
        resume: whether to go on with the training whose state lies there.
        workers: processes that compose pages.
    """

    plan: MapsPlan
    output: Path
    material: PageMaterial = PageMaterial()
    command: str = ""
    folder: Path | None = None
    resume: bool = False
    workers: int = 1

    @property
    def state(self) -> Path:
        """The file that every finished epoch is written to."""
        return maps_folder(self.output, self.plan.network, self.folder) / "state.npz"


@dataclass(frozen=True, slots=True)
class TrainedMaps:
    """What came of it.

    Args:
        path: the saved model.
        record: its record.
        interrupted: whether Ctrl-C ended it before the plan did.
    """

    path: Path
    record: ModelRecord
    interrupted: bool

    @property
    def is_best(self) -> bool:
        """Whether it took the name of the best one; a better one of that name is never replaced."""
        return self.record.name == best_name(self.record.kind)


def best_name(network: str) -> str:
    """The name of the best model of a kind."""
    return f"best_{network}_model"


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


def train_maps(request: MapsRequest, watch: Watch) -> TrainedMaps | None:
    """Trains, chooses the best epoch, calibrates, saves.

    Args:
        request: what to do.
        watch: is told of every batch and epoch.

    Returns:
        The saved model; None if Ctrl-C came before the first epoch was done.

    Raises:
        DataError: material, or the training to resume, cannot be read.
        ModelError: the model cannot be saved.
    """
    plan, material = request.plan, request.material
    folder = request.state.parent
    if not request.resume:
        request.state.unlink(missing_ok=True)
        forget_pages(folder)  # other material may have made them
    out = PageMaterial(material.data, material.strokes, material.fonts, material.photographs, validation=True)
    pages = held_out(out(), plan, folder)
    source = PageSource(material, plan, folder)
    with open_page_feed(source, request.workers) as feed:
        training = MapsTraining(plan, feed, pages, request.state, watch, mixed_batches(source, material()))
        if request.resume:
            training.resume()
        fitted = training.run()
    if fitted is None:
        return None
    watch(Finishing(fitted.standing.best_epoch, fitted.interrupted))
    record = _record(request, fitted, pages)
    return TrainedMaps(save_model(fitted.model, record, request.output), record, fitted.interrupted)


def _record(request: MapsRequest, fitted: FittedMaps, pages: Sequence[Pages]) -> ModelRecord:
    standing, plan = fitted.standing, request.plan
    chances, labels = kernel_chances(fitted.model, pages, plan.network)
    step = max(1, len(labels) // MOST_CELLS)
    temperature = round(calibration.fit_temperature(chances[::step], labels[::step]), 4)
    accuracy = round(standing.best_accuracy, 6)
    return ModelRecord(
        name=_free_name(request.output, plan.network, accuracy),
        architecture=plan.network,
        kind=plan.network,
        classes=0,
        normalisation=MODEL_KINDS[plan.network].version,
        validation_accuracy=accuracy,
        temperature=temperature,
        training=_facts(request, fitted, pages),
        versions=_versions(),
    )


def _facts(request: MapsRequest, fitted: FittedMaps, pages: Sequence[Pages]) -> dict[str, Any]:
    standing, plan, material = fitted.standing, request.plan, request.material
    return {
        "command": request.command,
        "seed": plan.seed,
        "epochs": standing.done,
        "best_epoch": standing.best_epoch,
        "seconds": round(standing.seconds),
        "data": dict(load_data(material.data).facts),
        "strokes": material.library().facts(),
        "fonts": [path.stem for path in list_fonts(material.fonts)],
        "photographs": len(load_photographs(material.photographs)) if material.photographs else 0,
        "validation": {
            "pages": sum(len(some.images) for some in pages),
            "loss": round(standing.best_loss, 5),
            "silent": round(standing.best_silent, 5),
            "settled_statistics": standing.settled,
        },
        "curve": {
            "columns": ["pages learned from", "validation accuracy", "validation loss"],
            "epochs": [list(point) for point in standing.curve],
        },
        "plan": plan.to_dict(),
    }


def _free_name(output: Path, network: str, accuracy: float) -> str:
    """The name of the best model, unless a better one has it."""
    for stored in scan_models(output).of(network):
        if stored.name == best_name(network) and (stored.validation_accuracy or 0.0) > accuracy:
            return f"{network}_{datetime.now():%Y%m%d-%H%M%S}"
    return best_name(network)


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version(), "backend": str(quiet_keras().config.backend())}
    for library in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[library] = metadata.version(library)
    return versions
