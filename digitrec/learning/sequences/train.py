"""Trains the sequence model: from MNIST and a plan to a model in the store, with its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from digitrec.learning import synthetic
from digitrec.learning.data.collect import MNIST, about_sources, load_data
from digitrec.learning.data.dataset import Images
from digitrec.learning.data.photographs import load_photographs
from digitrec.learning.data.strokes import StrokeLibrary, load_strokes
from digitrec.learning.evaluation import calibration
from digitrec.learning.loop.checkpoint import read_checkpoint
from digitrec.learning.loop.feed import open_feed
from digitrec.learning.loop.interpolate import started_facts
from digitrec.learning.loop.progress import Finishing, Watch
from digitrec.learning.loop.result import TrainingResult, free_name, library_versions
from digitrec.learning.loop.state import Fitted
from digitrec.learning.pages import sources as page_sources
from digitrec.learning.pages.sources import LETTERS, PageSources
from digitrec.learning.sequences.batches import TEST, LineSource, held_out
from digitrec.learning.sequences.fit import line_training, line_weights
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.texts import digits_in
from digitrec.learning.sequences.validation import digits_of, predictions, validate
from digitrec.learning.sequences.writers import Sources, open_sources
from digitrec.learning.synthetic.pens import open_pens
from digitrec.models.architectures.sequence import SIGNED_CLASSES
from digitrec.models.record import SEQUENCE, ModelRecord
from digitrec.models.sequence_engine import without_signs
from digitrec.models.store import save_model, scan_models
from digitrec.page.normalise_line import LINE_NORMALISATION


@dataclass(frozen=True, slots=True)
class LineRequest:
    """Request of a training of the sequence model.

    Args:
        plan: the training.
        output: the model store; lines and the state of the training lie in `training/sequence/` there.
        command: the line that does it all again, for the record.
        data: data sets of single digits, see `collect`.
        fonts: folders with handwriting fonts, beside those of the system.
        strokes: files and folders of real pen strokes.
        photographs: folders with pictures without handwriting.
        start: a `.keras` file whose weights the training starts from.
        resume: whether to go on with the training whose state lies in `output`.
        workers: processes that make lines.
        look_at_test: whether the finished model reads lines of MNIST's test digits too.
    """

    plan: SequencePlan
    output: Path
    command: str = ""
    data: Sequence[str] = (MNIST,)
    fonts: Sequence[Path] = ()
    strokes: Sequence[Path] = ()
    photographs: Sequence[Path] = ()
    start: Path | None = None
    resume: bool = False
    workers: int = 1
    look_at_test: bool = True


def line_folder(output: Path) -> Path:
    """Where the state and the lines of a training lie."""
    return output / "training" / SEQUENCE


def saved_line_plan(output: Path) -> SequencePlan:
    """The plan of the training that can be resumed.

    Raises:
        DataError: there is none.
    """
    return SequencePlan.from_dict(read_checkpoint(line_folder(output) / "state.npz").facts["plan"])


def train_lines(request: LineRequest, watch: Watch) -> TrainingResult | None:
    """Trains, chooses the best epoch, calibrates, saves.

    Args:
        request: what to do.
        watch: is told of every batch and epoch.

    Returns:
        The saved model; None if Ctrl-C came before the first epoch was done.

    Raises:
        DataError: a data set, or the training to resume, cannot be read.
        ModelError: the model cannot be saved.
    """
    plan, folder = request.plan, line_folder(request.output)
    data = load_data(request.data)
    paths = synthetic.list_fonts(request.fonts)
    fonts = synthetic.load_fonts(paths)
    strokes, out = load_strokes(request.strokes).split()
    photographs = load_photographs(request.photographs) if request.photographs else ()
    if not request.resume:
        _forget_lines(folder)

    def pages(digits: Images, own: StrokeLibrary) -> PageSources:
        """Without printed digits: pages say that they are none, lines of the same shapes that they are."""
        return page_sources.open_sources(own, digits.inks, digits.labels, paths, photographs, LETTERS)

    def unseen(digits: Images) -> Sources:
        return open_sources(digits, fonts, open_pens(out), pages(digits, out))

    validation = held_out(unseen(data.validation), folder, plan.validation)
    source = LineSource(data.training, plan, folder, fonts, strokes, pages(data.training, strokes))
    with open_feed(source, request.workers) as feed:
        about = about_sources(data, strokes, len(paths), len(photographs))
        training = line_training(plan, feed, validation, folder / "state.npz", watch, about)
        if request.resume:
            training.resume()
        elif request.start is not None:
            training.start_from(request.start, line_weights)
        fitted = training.run()
    if fitted is None:
        return None
    watch(Finishing(fitted.state.best_epoch, fitted.interrupted))
    score = partial(validate, samples=validation, signs=True)
    started = started_facts(fitted.model, request.start, score, line_weights)
    test = None
    if request.look_at_test and not fitted.interrupted and len(data.test):
        test = validate(fitted.model, held_out(unseen(data.test), folder, plan.validation, TEST)).accuracy
    sources = {
        **started,
        "data": dict(data.facts),
        "fonts": [font.name for font in fonts],
        "strokes": strokes.facts(),
        "photographs": len(photographs),
    }
    record = _record(request, fitted, sources, validation, test)
    return TrainingResult(save_model(fitted.model, record, request.output), record, fitted.interrupted)


def _forget_lines(folder: Path) -> None:
    """Takes away the lines of other trainings: other forms, fonts or digits may have made them."""
    for path in folder.glob("lines_*.npz"):
        path.unlink(missing_ok=True)


def _record(
    request: LineRequest,
    fitted: Fitted,
    sources: Mapping[str, Any],
    validation: Sequence[Sample],
    test: float | None,
) -> ModelRecord:
    state, plan = fitted.state, request.plan
    score = validate(fitted.model, validation)
    pairs = [
        (without_signs(steps), tuple(map(int, digits_in(text))))
        for steps, text in predictions(fitted.model, validation)
    ]
    raw, labels = digits_of(pairs)
    temperature = round(calibration.fit_temperature(raw, labels), 4) if len(labels) else 1.0
    calibrated = calibration.with_temperature(raw, temperature)
    error = calibration.expected_calibration_error(calibrated, labels) if len(labels) else 0.0
    facts = {
        "command": request.command,
        "seed": plan.seed,
        "epochs": state.done,
        "best_epoch": state.best_epoch,
        "seconds": round(state.seconds),
        **sources,
        "validation": {
            "lines": len(validation),
            "loss": round(score.loss, 5),
            "exact_with_signs": round(validate(fitted.model, validation, signs=True).accuracy, 5),
            "words_refused": round(score.rejected, 5),
            "digits": len(labels),
            "calibration_error": round(error, 5),
        },
        "curve": {
            "columns": ["lines learned from", "of them different", "validation lines read exactly"],
            "epochs": [list(point) for point in state.curve],
        },
        "plan": plan.to_dict(),
    }
    accuracy = round(score.accuracy, 6)
    return ModelRecord(
        name=free_name(scan_models(request.output).sequences, SEQUENCE, accuracy),
        architecture=SEQUENCE,
        kind=SEQUENCE,
        classes=SIGNED_CLASSES,
        normalisation=LINE_NORMALISATION,
        validation_accuracy=accuracy,
        test_accuracy=None if test is None else round(test, 6),
        temperature=temperature,
        training=facts,
        versions=library_versions(),
    )
