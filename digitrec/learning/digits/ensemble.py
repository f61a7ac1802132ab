"""Ensembles: networks of several seeds and architectures, trained one after the other, packed into one.

"An ensemble of simple convolutional neural network models for MNIST digit recognition" (An et al. 2020): the
errors of networks that differ in their architecture differ too. Each member's predictions are calibrated
before they are averaged ("Simple and scalable predictive uncertainty estimation", Lakshminarayanan et al.
2017).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitrec.errors import DataError
from digitrec.learning.digits.finish import finish
from digitrec.learning.digits.members import (
    member_plans,
    member_request,
    members_folder,
    train_member,
    trained_before,
)
from digitrec.learning.digits.pack import fit_weights, pack, sharpened
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Provenance, Request, TrainingData, load_training_data
from digitrec.learning.loop.network import predict
from digitrec.learning.loop.progress import MemberBegun, Watch
from digitrec.learning.loop.result import TrainingResult
from digitrec.models.files import write_whole
from digitrec.models.loading import load_keras
from digitrec.models.store import StoredModel, stored_model

ENSEMBLE = "ensemble"


Elsewhere = Callable[[Sequence[Request]], bool]  # whether all could be trained


@dataclass(frozen=True, slots=True)
class Group:
    """An ensemble to train.

    Args:
        count: how many members.
        ready: `.keras` files to pack; then nothing is trained.
    """

    count: int = 3
    ready: Sequence[Path] = ()

    def __post_init__(self) -> None:
        if self.count < 2 and len(self.ready) < 2:
            raise ValueError(f"An ensemble has at least two members, got {self}.")


def saved_group(output: Path) -> tuple[Plan, Group]:
    """The plan of the ensemble that can be resumed.

    Raises:
        DataError: there is none.
    """
    path = _begun_path(output)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Plan.from_dict(values["plan"]), Group(values["count"])
    except FileNotFoundError:
        raise DataError(
            f"There is no interrupted ensemble in {path.parent}. Start without --resume."
        ) from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DataError(f"{path} is broken ({error}). Delete it and start without --resume.") from None


def train_ensemble(
    request: Request, group: Group, watch: Watch, elsewhere: Elsewhere | None = None
) -> TrainingResult | None:
    """Trains the members that are not there yet, packs all of them, calibrates, saves.

    A member that was trained by the same plan before, for an ensemble or alone, is not trained again.

    Args:
        request: what to do; its plan is that of every member but for architecture and seed.
        group: the members.
        watch: is told of every member, batch and epoch.
        elsewhere: trains the members that are not there yet, all at once; None = here, one after the other.

    Returns:
        The saved ensemble; None if Ctrl-C came before all members were there.

    Raises:
        DataError: a data set, or the training to resume, cannot be read.
        ModelError: a model cannot be read or saved.
    """
    data = load_training_data(request, watch)
    if group.ready:
        return _packed(request, data, [stored_model(path) for path in group.ready])
    _write_begun(request, group)
    members: list[StoredModel] = []
    asked = [member_request(request, plan) for plan in member_plans(request.plan, group.count)]
    if elsewhere is not None and not elsewhere([one for one in asked if trained_before(one) is None]):
        return None
    for number, one in enumerate(asked, start=1):
        stored = trained_before(one)
        watch(MemberBegun(number, len(asked), one.plan.architecture, one.plan.seed, stored is not None))
        if stored is None:
            stored = train_member(one, data, watch)
        if stored is None:
            return None
        members.append(stored)
    trained = _packed(request, data, members)
    _begun_path(request.output).unlink(missing_ok=True)
    return trained


def _packed(request: Request, data: TrainingData, members: Sequence[StoredModel]) -> TrainingResult:
    models = [
        sharpened(load_keras(stored.path), stored.record.temperature if stored.record else 1.0)
        for stored in members
    ]
    predictions = [predict(model, data.validation.glyphs) for model in models]
    weights = [round(weight, 4) for weight in fit_weights(predictions, data.validation.labels)]
    facts = {
        "seed": request.plan.seed,
        "epochs": request.plan.epochs,
        "seconds": sum(_fact(stored, "seconds") for stored in members),
        "members": [_described(stored, w) for stored, w in zip(members, weights, strict=True)],
    }
    return finish(request, data, pack(models, weights), Provenance(facts))


def _described(stored: StoredModel, weight: float) -> dict[str, Any]:
    record = stored.record
    return {
        "name": stored.name,
        "digest": stored.digest,
        "weight": weight,
        "architecture": record.architecture if record else None,
        "seed": _fact(stored, "seed"),
        "validation_accuracy": stored.validation_accuracy,
        "temperature": record.temperature if record else 1.0,
    }


def _fact(stored: StoredModel, name: str) -> int:
    value = stored.record.training.get(name, 0) if stored.record else 0
    return value if isinstance(value, int) else 0


def _begun_path(output: Path) -> Path:
    return members_folder(output) / "ensemble.json"


def _write_begun(request: Request, group: Group) -> None:
    path = _begun_path(request.output)
    values = {"plan": request.plan.to_dict(), "count": group.count}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(values, indent=2).encode())
    except OSError as error:
        raise DataError(f"{path} cannot be written ({error.strerror or error}). Make room there.") from None
