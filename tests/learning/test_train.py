"""A whole training, from an .npz to the store: a few images, one epoch."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from digitrec.learning.mix import Mix
from digitrec.learning.plan import Plan
from digitrec.learning.progress import BatchDone, Progress
from digitrec.learning.train import Request, saved_plan, train
from digitrec.models.store import stored_model

pytestmark = pytest.mark.slow

PLAN = Plan(epochs=1, batch_size=16, mix=Mix(rendered=0.1, negatives=0.1))


def _request(small_mnist: Path, output: Path, **changes: object) -> Request:
    return Request(
        **{"plan": PLAN, "output": output, "data": small_mnist, "workers": 0, "command": "c"} | changes
    )


def test_training_saves_a_verified_model_and_never_replaces_a_better_one(small_mnist: Path, tmp_path: Path):
    trained = train(_request(small_mnist, tmp_path), lambda _: None)
    stored = stored_model(tmp_path / "best_advanced_model.keras")
    assert trained.is_best
    assert stored.verified
    assert stored.twin.exists()
    assert stored.record.training["command"] == "c"
    assert stored.record.training["data"]["mnist_training"] == 60
    assert stored.record.test_accuracy is not None
    assert saved_plan(tmp_path, "advanced") == PLAN

    record_path = tmp_path / "best_advanced_model.json"
    record = json.loads(record_path.read_text(encoding="utf-8"))
    record_path.write_text(json.dumps(record | {"validation_accuracy": 1.0}), encoding="utf-8")
    kept = stored.path.read_bytes()
    second = train(_request(small_mnist, tmp_path, plan=replace(PLAN, epochs=2)), _interrupt_in_epoch_2)
    assert second.interrupted
    assert second.record.test_accuracy is None
    assert not second.is_best
    assert second.path.exists()
    assert stored.path.read_bytes() == kept


def _interrupt_in_epoch_2(progress: Progress) -> None:
    if isinstance(progress, BatchDone) and progress.epoch == 2:
        raise KeyboardInterrupt
