"""Puts store, engine and reader together for a window, which itself knows no model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from digitrec.cli.shared.hand import teacher_of
from digitrec.cli.shared.preparing import Preparation
from digitrec.errors import ModelError
from digitrec.percent import percent
from digitrec.types import Image, Reading
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.loop import Loader, Recogniser

if TYPE_CHECKING:
    from digitrec.models.engine import Engine
    from digitrec.models.store import StoredModel
    from digitrec.reading.page import PageReader
    from digitrec.reading.reader import Reader
    from digitrec.reading.sequence_choice import SecondOpinion


def model_loader(
    models: Path,
    chosen: Path | None,
    warn: Callable[[str], None],
    reading: Callable[[Reader, Image], Reading] | None = None,
    threads: int | None = None,
    video: bool = False,
    hand: bool = True,
    signs: bool = False,
) -> Loader:
    """A function that loads the model at a place of the list: the chosen one first, then the best first.

    Models and reader are imported when it is called, in the worker: the window is on screen by then. A model
    that takes long to make ready raises ModelError while another one reads; asked for later, it is ready. If
    that is the chosen one, the best of the others reads first.

    Args:
        models: the folder of the models.
        chosen: a model file that comes first, or None.
        warn: is told of each file that was skipped.
        reading: reads an image with a reader; None = takes it for ink already.
        threads: how many threads the model may use; None = one a core, at most 4.
        video: whether the images are the frames of a video.
        hand: whether the glyphs count that the user has taught.
        signs: whether signs within numbers are read too.
    """
    skipped: set[Path] = set()
    seconds: list[SecondOpinion | None] = []  # one entry, once it has been looked for
    pages: list[PageReader | None] = []  # likewise
    reads: list[str] = []  # the names of the models that were loaded
    preparation = Preparation()
    options = {} if threads is None else {"threads": threads}
    late: list[StoredModel] = []  # the chosen model, if another one reads before it

    def load(position: int) -> Recogniser:
        from digitrec.handwriting.opening import with_hand
        from digitrec.models.engine import load_engine

        stored = _listed(models, chosen, warn if position == 0 else _silent)
        stored = tuple(model for model in stored if model.path not in skipped)
        if not reads and not late and chosen and len(stored) > 1 and not preparation.is_ready(stored[0]):
            late.append(stored[0])
            preparation.begin(stored[0])
            warn(f"{stored[0].name} is being made ready, once. {stored[1].name} reads until you press m.")
        if late and len(stored) > 1:
            stored = (stored[1], stored[0], *stored[2:])
        failure: ModelError | None = None
        for step in range(len(stored)):
            place = (position + step) % len(stored)
            if reads and not preparation.is_ready(stored[place]):
                preparation.begin(stored[place])
                raise ModelError(
                    f"{stored[place].name} is being made ready, once. {reads[-1]} reads until you ask again."
                )
            try:
                engine = load_engine(stored[place], **options)
            except ModelError as error:
                if stored[place].path == chosen:
                    raise
                failure = error
                skipped.add(stored[place].path)
                warn(f"Skipped {error}")
                continue
            reads.append(stored[place].name)
            second = _second(models, stored[place].path, seconds, warn, threads, video, signs)
            page = _page(models, pages, warn, threads) if reading else None
            own = with_hand(engine, stored[place], hand, threads)
            return _recogniser(stored[place], own, second, page, (place, len(stored)), reading)
        raise failure or ModelError(f"No trained model in {models}. Train one: digitrec train")

    return load


def _silent(_text: str) -> None:
    """Says nothing: it has been said before."""


def _listed(models: Path, chosen: Path | None, warn: Callable[[str], None]) -> tuple[StoredModel, ...]:
    from digitrec.models.store import scan_models, stored_model

    first = () if chosen is None else (stored_model(chosen),)
    scan = scan_models(models)
    for line in scan.skipped:
        warn(line)
    others = tuple(model for model in scan.models if not (chosen and model.path.samefile(chosen)))
    if not first and not others:
        raise ModelError(f"No trained model in {models}/ (looked for *.keras). Train one: digitrec train")
    return first + others


def _second(
    models: Path,
    model: Path,
    known: list[SecondOpinion | None],
    warn: Callable[[str], None],
    threads: int | None,
    video: bool,
    signs: bool,
) -> SecondOpinion | None:
    """The sequence model that reads along with a model of the same folder; it is loaded once."""
    from digitrec.models.places import model_files
    from digitrec.reading.sequence_choice import FOR_VIDEO, ChoiceSettings, second_opinion

    elsewhere = model.resolve() not in {path.resolve() for path in model_files(models)}
    if elsewhere and not signs:
        return None
    if not known:
        settings = replace(FOR_VIDEO if video else ChoiceSettings(), signs=signs)
        second, passed_over = second_opinion(models, model if elsewhere else None, settings, threads)
        for line in passed_over:
            warn(line)
        known.append(second)
    return known[0]


def _page(
    models: Path, known: list[PageReader | None], warn: Callable[[str], None], threads: int | None
) -> PageReader | None:
    """What finds numbers in images; it is loaded once."""
    from digitrec.reading.page import load_page_reader

    if not known:
        page, passed_over = load_page_reader(models, threads)
        for line in passed_over:
            warn(line)
        known.append(page)
    return known[0]


def _recogniser(
    stored: StoredModel,
    engine: Engine,
    second: SecondOpinion | None,
    page: PageReader | None,
    place: tuple[int, int],
    reading: Callable[[Reader, Image], Reading] | None,
) -> Recogniser:
    """A model with its card; `place` is where it stands among how many."""
    from digitrec.reading.reader import Reader

    accuracy = stored.record.test_accuracy if stored.record else None
    if accuracy is None:
        accuracy = stored.validation_accuracy
    card = ModelCard(stored.name, accuracy, _information(stored, engine, second), *place)
    reader = Reader(engine, stored, second=second, page=page)
    recognise = partial(reading, reader) if reading else reader.read_ink
    return Recogniser(card, recognise, teacher_of(reader, drawings=reading is None))


def _information(stored: StoredModel, engine: Engine, second: SecondOpinion | None) -> tuple[str, ...]:
    """What `i` shows, one "name: value" a line."""
    from digitrec.handwriting.engine import HandEngine

    lines = [f"model: {stored.name}", f"file: {stored.path}"]
    record = stored.record
    if record is None:
        lines += [f"record: unverified, {stored.note}", f"classes: {engine.classes}"]
    else:
        trained = ", ".join(
            f"{key.replace('_', ' ')} {record.training[key]}"
            for key in ("epochs", "best_epoch", "seed")
            if key in record.training
        )
        lines += [
            f"architecture: {record.architecture}",
            f"parameters: {record.parameters:,}",
            f"classes: {record.classes}{' (one is: not a digit)' if record.classes > 10 else ''}",
            f"validation: {_share(record.validation_accuracy)}",
            f"test: {_share(record.test_accuracy)}",
            f"trained: {', '.join(part for part in (record.created[:10], trained) if part)}",
            f"calibration: temperature {record.temperature:.3f}",
            f"normalisation: version {record.normalisation}",
        ]
    lines.append(f"engine: {engine.kind}")
    taught = len(engine.store.taught()) if isinstance(engine, HandEngine) else 0
    if taught:
        lines.append(f"own hand: {taught} {'glyph' if taught == 1 else 'glyphs'} taught")
    if second is not None and second.model is not None:
        lines += [
            f"touching digits: {second.model.name}",
            f"whole numbers: {_share(second.model.validation_accuracy)}",
        ]
    return tuple(lines)


def _share(accuracy: float | None) -> str:
    return "not measured" if accuracy is None else f"{percent(accuracy, 2)} right"
