"""Trains one network: from data sets and a plan to a model in the store, with its record."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from digitrec.errors import DataError
from digitrec.learning.data.collect import about_sources
from digitrec.learning.digits import distil
from digitrec.learning.digits.batches import open_feed, steps_per_epoch
from digitrec.learning.digits.finish import finish, shift_refusal
from digitrec.learning.digits.fit import digit_training
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Provenance, Request, TrainingData, load_training_data
from digitrec.learning.digits.targets import echoed, with_targets
from digitrec.learning.digits.validation import validate
from digitrec.learning.loop.checkpoint import read_checkpoint
from digitrec.learning.loop.interpolate import started_facts
from digitrec.learning.loop.parallel import choose_devices
from digitrec.learning.loop.progress import Finishing, Watch
from digitrec.learning.loop.result import TrainingResult
from digitrec.learning.loop.state import Fitted

STUDENT = "student"  # the architecture that learns from the ensemble


def state_path(output: Path, name: str) -> Path:
    """Where the state of a training lies; it is named by the architecture, or by the ensemble's member."""
    return output / "training" / name / "state.npz"


def saved_plan(output: Path, architecture: str) -> Plan:
    """The plan of the training that can be resumed.

    Raises:
        DataError: there is none.
    """
    return Plan.from_dict(read_checkpoint(state_path(output, architecture)).facts["plan"])


def train(request: Request, watch: Watch) -> TrainingResult | None:
    """Trains, chooses the best epoch, calibrates, saves.

    Args:
        request: what to do.
        watch: is told of every batch and epoch.

    Returns:
        The saved model; None if Ctrl-C came before the first epoch was done.

    Raises:
        DataError: a data set, or the training to resume, cannot be read or is too small.
        ModelError: the model cannot be saved, or there is no ensemble for a student to learn from.
    """
    plan = request.plan
    teacher = distil.load_teacher(request.output, plan.precision) if plan.architecture == STUDENT else None
    return train_on(request, load_training_data(request, watch), watch, teacher)


def train_on(
    request: Request, data: TrainingData, watch: Watch, teacher: distil.Ensemble | None = None
) -> TrainingResult | None:
    """`train`, on data that were read already.

    Args:
        request: what to do; a named one that is interrupted saves nothing but its state.
        data: what to learn from.
        watch: is told of every batch and epoch.
        teacher: whose predictions to learn; None = the labels.
    """
    plan = request.plan
    source = data.source(plan)
    about: dict[str, object] = {"data": data.amount}
    about |= about_sources(data.digits, data.strokes, len(data.fonts), 0)
    if teacher is not None:
        about["teacher"] = teacher.digest
    soft = None if teacher is None else teacher.softened(plan.softness)
    devices = choose_devices(plan.batch_size)
    with open_feed(source, plan.batch_size, request.workers) as feed:
        steps = steps_per_epoch(source, plan.batch_size)
        if steps == 0:
            raise DataError(
                f"{data.amount} are less than one batch of {plan.batch_size}. "
                "Add images, or lower --batch-size."
            )
        state_file = state_path(request.output, request.name or plan.architecture)
        batches = echoed(with_targets(feed, soft), plan)
        training = digit_training(plan, batches, steps, data.validation, state_file, watch, devices, about)
        if request.resume:
            training.resume()
        elif request.start is not None:
            training.start_from(request.start)
        fitted = training.run()
    if fitted is None or (fitted.interrupted and request.name):
        return None
    facts = _facts(plan, fitted, data)
    facts |= started_facts(fitted.model, request.start, partial(validate, validation=data.validation))
    shift = shift_refusal(fitted.model, data.validation)
    watch(Finishing(fitted.state.best_epoch, fitted.interrupted))
    facts["refusal_shift"] = shift
    if teacher is not None:
        facts["teacher"] = {"name": teacher.name, "digest": teacher.digest}
    provenance = Provenance(facts, fitted.history, fitted.interrupted)
    return finish(request, data, fitted.model, provenance)


def resumable(request: Request) -> Request:
    """The request, resuming if there is something to resume."""
    state = state_path(request.output, request.name or request.plan.architecture)
    return replace(request, resume=request.resume and state.exists())


def _facts(plan: Plan, fitted: Fitted, data: TrainingData) -> dict[str, Any]:
    digits = len(data.digits.training)
    state = fitted.state
    return {
        "seed": plan.seed,
        "epochs": state.done,
        "best_epoch": state.best_epoch,
        "seconds": round(state.seconds),
        "rendered_an_epoch": round(digits * plan.sampling.rendered),
        "negatives_an_epoch": round(digits * plan.sampling.negatives),
    }
