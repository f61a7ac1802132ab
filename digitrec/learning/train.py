"""A whole training: from MNIST and a plan to a model in the store, with its record."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.learning import calibrate, synthetic
from digitrec.learning.checkpoint import read_checkpoint
from digitrec.learning.data import MNIST_FILE, Images, Mnist, load_mnist
from digitrec.learning.feed import open_feed, steps_per_epoch
from digitrec.learning.fit import CLASSES, Fitted, Judges, Training, predict
from digitrec.learning.mix import Source, to_glyphs, validation_negatives
from digitrec.learning.plan import Plan
from digitrec.learning.progress import Finishing, Watch
from digitrec.models.architectures import LOGITS
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import find_models, save_model
from digitrec.page.normalise import NORMALISATION
from digitrec.types import NOT_A_DIGIT

LIBRARIES = ("digitrec", "keras", "tensorflow", "numpy", "opencv-python")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Args:
        plan: the training.
        output: the model store; the state of the training lies in `training/` there.
        command: the line that does it all again, for the record.
        data: MNIST as an `.npz` in Keras' layout.
        fonts: folders with handwriting fonts, beside those of the system.
        resume: whether to go on with the training whose state lies in `output`.
        workers: processes that make glyphs.
        look_at_test: whether the finished model is measured on the test images.
    """

    plan: Plan
    output: Path
    command: str = ""
    data: Path = MNIST_FILE
    fonts: Sequence[Path] = ()
    resume: bool = False
    workers: int = 1
    look_at_test: bool = True


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it.

    Args:
        path: the saved model.
        record: its record.
        interrupted: whether Ctrl-C ended it before the plan did.
        is_best: whether it took the name `best_…_model`; a better one of that name is never replaced.
    """

    path: Path
    record: ModelRecord
    interrupted: bool
    is_best: bool


def state_path(output: Path, architecture: str) -> Path:
    """Where the state of a training lies."""
    return output / "training" / architecture / "state.npz"


def saved_plan(output: Path, architecture: str) -> Plan:
    """The plan of the training that can be resumed.

    Raises:
        DataError: there is none.
    """
    return Plan.from_dict(read_checkpoint(state_path(output, architecture)).facts["plan"])


def train(request: Request, watch: Watch) -> Trained | None:
    """Trains, chooses the best epoch, calibrates, saves.

    Args:
        request: what to do.
        watch: is told of every batch and epoch.

    Returns:
        The saved model; None if Ctrl-C came before the first epoch was done.

    Raises:
        DataError: MNIST, or the training to resume, cannot be read.
        ModelError: the model cannot be saved.
    """
    plan = request.plan
    mnist = load_mnist(request.data)
    fonts = synthetic.load_fonts(synthetic.list_fonts(request.fonts))
    source = Source(mnist.training, plan.mix, plan.seed, fonts, plan.epochs - plan.refine)
    judges = Judges(
        to_glyphs(mnist.validation), mnist.validation.labels, validation_negatives(mnist.training, fonts)
    )
    with open_feed(source, plan.batch_size, request.workers) as feed:
        steps = steps_per_epoch(source, plan.batch_size)
        state = state_path(request.output, plan.architecture)
        training = Training(plan, feed, steps, judges, state, watch)
        if request.resume:
            training.resume()
        fitted = training.run()
    if fitted is None:
        return None
    shift = _shift_refusal(fitted.model, judges)
    watch(Finishing(fitted.standing.best_epoch, fitted.interrupted))
    record = _record(request, fitted, source, mnist, judges, shift)
    path = save_model(fitted.model, record, request.output)
    return Trained(path, record, fitted.interrupted, record.name == best_name(plan.architecture))


def best_name(architecture: str) -> str:
    """The name of the best model of an architecture."""
    return f"best_{architecture}_model"


def _shift_refusal(model: Any, judges: Judges) -> float:
    """Lowers the bias of "not a digit" as far as the validation allows; returns by how much."""
    digits, negatives = predict(model, judges.glyphs), predict(model, judges.negatives)
    shift = calibrate.refusal_shift(digits, judges.labels, negatives)
    kernel, bias = model.get_layer(LOGITS).get_weights()
    bias[NOT_A_DIGIT] += shift
    model.get_layer(LOGITS).set_weights([kernel, bias])
    return shift


def _record(
    request: Request, fitted: Fitted, source: Source, mnist: Mnist, judges: Judges, shift: float
) -> ModelRecord:
    raw = predict(fitted.model, judges.glyphs)
    accuracy = round(float((raw.argmax(axis=1) == judges.labels).mean()), 6)
    temperature = round(calibrate.fit_temperature(raw, judges.labels), 4)
    calibrated = calibrate.with_temperature(raw, temperature)
    threshold = round(calibrate.reject_threshold(calibrated), 4)
    negatives = calibrate.with_temperature(predict(fitted.model, judges.negatives), temperature)
    standing, plan = fitted.standing, request.plan
    look = request.look_at_test and not fitted.interrupted
    facts = {
        "command": request.command,
        "seed": plan.seed,
        "epochs": standing.done,
        "best_epoch": standing.best_epoch,
        "seconds": round(standing.seconds),
        "data": _data(source, mnist),
        "fonts": [font.name for font in source.fonts],
        "validation": {
            "loss": round(calibrate.negative_log_likelihood(calibrated, judges.labels), 5),
            "calibration_error": round(calibrate.expected_calibration_error(calibrated, judges.labels), 5),
            "calibration_error_uncalibrated": round(
                calibrate.expected_calibration_error(raw, judges.labels), 5
            ),
            "digits_refused": _share(calibrated[:, :NOT_A_DIGIT].max(axis=1) < threshold),
            "negatives_refused": _share(negatives[:, :NOT_A_DIGIT].max(axis=1) < threshold),
            "negatives": len(judges.negatives),
        },
        "refusal_shift": shift,
        "plan": plan.to_dict(),
    }
    return ModelRecord(
        name=_free_name(request.output, plan.architecture, accuracy),
        architecture=plan.architecture,
        classes=CLASSES,
        normalisation=NORMALISATION,
        validation_accuracy=accuracy,
        test_accuracy=_accuracy(fitted.model, mnist.test) if look else None,
        temperature=temperature,
        reject_threshold=threshold,
        training=facts,
        versions=_versions(),
    )


def _data(source: Source, mnist: Mnist) -> dict[str, int]:
    digits = len(source.digits)
    return {
        "mnist_training": digits,
        "mnist_validation": len(mnist.validation),
        "rendered_an_epoch": round(digits * source.mix.rendered),
        "negatives_an_epoch": round(digits * source.mix.negatives),
    }


def _free_name(output: Path, architecture: str, accuracy: float) -> str:
    """The name of the best model, unless a better one has it."""
    name = best_name(architecture)
    for stored in find_models(output):
        if stored.name == name and (stored.validation_accuracy or 0.0) > accuracy:
            return f"{architecture}_{datetime.now():%Y%m%d-%H%M%S}"
    return name


def _accuracy(model: Any, images: Images) -> float:
    answers = predict(model, to_glyphs(images)).argmax(axis=1)
    return round(float((answers == images.labels).mean()), 6)


def _share(found: np.ndarray) -> float:
    return round(float(np.mean(found)), 5)


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version(), "backend": str(quiet_keras().config.backend())}
    for library in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[library] = metadata.version(library)
    return versions
