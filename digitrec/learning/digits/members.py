"""Members: networks trained by one plan but for their architectures and seeds, each kept in `members/`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digitrec.errors import DataError
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Request, TrainingData
from digitrec.learning.digits.train import resumable, saved_plan, train_on
from digitrec.learning.loop.progress import Watch
from digitrec.learning.loop.result import best_name
from digitrec.models.loading import load_keras
from digitrec.models.store import StoredModel, find_models, save_model, stored_model

ARCHITECTURES = ("advanced", "residual")  # of an ensemble's members, in turn


def members_folder(output: Path) -> Path:
    """Where the members are kept."""
    return output / "members"


def member_plans(plan: Plan, count: int) -> list[Plan]:
    """The plans of the members: the architectures in turn, each with a seed of its own."""
    return [
        replace(plan, architecture=ARCHITECTURES[number % len(ARCHITECTURES)], seed=plan.seed + number)
        for number in range(count)
    ]


def seed_plans(plan: Plan, count: int) -> list[Plan]:
    """The same plan with so many seeds, one after the other."""
    return [replace(plan, seed=plan.seed + number) for number in range(count)]


def member_request(request: Request, plan: Plan) -> Request:
    """The request for one member."""
    return replace(request, plan=plan, name=f"{plan.architecture}_{plan.seed}")


def train_member(request: Request, data: TrainingData, watch: Watch) -> StoredModel | None:
    """Trains a member; None if Ctrl-C came before it was done, its state is kept.

    Args:
        request: see `member_request`.
        data: what to learn from.
        watch: is told of every batch and epoch.
    """
    own = replace(
        request,
        output=members_folder(request.output),
        reports=request.output / "reports",
        look_at_test=False,
    )
    trained = train_on(resumable(own), data, watch)
    return stored_model(trained.path) if trained else None


def goes_on(request: Request) -> Request:
    """The request for a member, going on with the state of this very plan if there is one."""
    try:
        begun = saved_plan(members_folder(request.output), request.name) == request.plan
    except (DataError, KeyError, TypeError, ValueError):  # there is none, or it is of another version
        begun = False
    return replace(request, resume=begun)


def trained_before(request: Request) -> StoredModel | None:
    """A member that was trained to its end by this very plan; one that was trained alone is copied."""
    output, name, plan = request.output, request.name, request.plan
    for folder, known_as in ((members_folder(output), name), (output, best_name(plan.architecture))):
        for stored in find_models(folder):
            if stored.name != known_as or not _is_of(stored, plan):
                continue
            if folder == output and stored.record:
                record = replace(stored.record, name=name)
                return stored_model(save_model(load_keras(stored.path), record, members_folder(output)))
            return stored
    return None


def _is_of(stored: StoredModel, plan: Plan) -> bool:
    if stored.record is None:
        return False
    facts = stored.record.training
    try:
        return facts["epochs"] == plan.epochs and Plan.from_dict(facts["plan"]) == plan
    except (KeyError, TypeError, ValueError):  # of a version that knew other plans
        return False
