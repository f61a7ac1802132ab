"""An ensemble and its student, from a few images to the store: tiny networks, one epoch."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from digitrec.errors import DataError, ModelError
from digitrec.learning.digits import request as request_module
from digitrec.learning.digits.ensemble import Group, saved_group, train_ensemble
from digitrec.learning.digits.members import member_plans
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Request
from digitrec.learning.digits.sampler import Sampling, validation_negatives
from digitrec.learning.digits.train import train
from digitrec.learning.loop.progress import BatchDone, MemberBegun, Progress
from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.loading import load_keras
from digitrec.models.store import find_models, stored_model
from tests.learning.tiny import tiny

SAMPLING = Sampling(rendered=0.1, negatives=0.1)
PLAN = Plan(architecture="ensemble", epochs=2, batch_size=16, seed=5, sampling=SAMPLING)


@pytest.fixture
def request_(small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setattr(request_module, "validation_negatives", partial(validation_negatives, count=40))
    for name in ("advanced", "student"):
        monkeypatch.setitem(ARCHITECTURES, name, tiny)
    monkeypatch.setitem(ARCHITECTURES, "residual", partial(tiny, width=6))
    return Request(PLAN, tmp_path, "c", (str(small_mnist),), workers=0)


def test_members_differ_in_architecture_and_seed():
    plans = member_plans(PLAN, 3)
    assert [(plan.architecture, plan.seed) for plan in plans] == [
        ("advanced", 5),
        ("residual", 6),
        ("advanced", 7),
    ]


def test_an_ensemble_of_one_is_none():
    with pytest.raises(ValueError, match="two members"):
        Group(1)


def test_nothing_to_resume_and_a_broken_note_are_told(tmp_path: Path):
    with pytest.raises(DataError, match="without --resume"):
        saved_group(tmp_path)
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "ensemble.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="broken"):
        saved_group(tmp_path)


class Stop:
    """Presses Ctrl-C in the second epoch of the second member."""

    def __init__(self) -> None:
        self.members: list[MemberBegun] = []

    def __call__(self, progress: Progress) -> None:
        if isinstance(progress, MemberBegun):
            self.members.append(progress)
        if isinstance(progress, BatchDone) and progress.epoch == 2 and len(self.members) == 2:
            raise KeyboardInterrupt


@pytest.mark.slow
def test_an_interrupted_ensemble_goes_on_where_it_was_and_teaches_a_student(request_: Request):
    output = request_.output
    assert train_ensemble(request_, Group(2), Stop()) is None
    assert saved_group(output) == (PLAN, Group(2))
    assert [stored.name for stored in find_models(output / "members")] == ["advanced_5"]
    assert not find_models(output)
    with pytest.raises(ModelError, match="--model ensemble"):
        train(replace(request_, plan=replace(PLAN, architecture="student")), lambda _: None)

    first = (output / "members" / "advanced_5.keras").read_bytes()
    seen: list[Progress] = []
    trained = train_ensemble(replace(request_, resume=True), Group(2), seen.append)
    assert (output / "members" / "advanced_5.keras").read_bytes() == first
    assert [begun.ready for begun in seen if isinstance(begun, MemberBegun)] == [True, False]
    assert {done.epoch for done in seen if isinstance(done, BatchDone)} == {2}
    assert trained.path.name == "best_ensemble_model.keras"
    stored = stored_model(trained.path)
    members = stored.record.training["members"]
    assert [member["name"] for member in members] == ["advanced_5", "residual_6"]
    assert sum(member["weight"] for member in members) == pytest.approx(1, abs=1e-3)
    assert len([layer for layer in load_keras(trained.path).layers if layer.name.startswith("member")]) == 2
    assert stored.record.test_accuracy is not None
    assert stored.twin.exists()
    assert not (output / "members" / "ensemble.json").exists()

    student = replace(PLAN, architecture="student", epochs=1, label_smoothing=0.0, precision="mixed_bfloat16")
    taught = train(replace(request_, plan=student), lambda _: None)
    assert taught.record.training["teacher"] == {"name": "best_ensemble_model", "digest": stored.digest}
    assert taught.report.exists()

    members = tuple(output / "members" / f"{name}.keras" for name in ("advanced_5", "residual_6"))
    packed = train_ensemble(replace(request_, output=output / "packed"), Group(ready=members), lambda _: None)
    assert packed.record.validation_accuracy == stored.record.validation_accuracy
    assert packed.record.temperature == pytest.approx(stored.record.temperature, abs=0.01)
