"""A whole training, from an .npz to the store: a few images, one epoch."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError, ModelError
from digitrec.learning.digits import request as request_module
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Request
from digitrec.learning.digits.sampler import Sampling, validation_negatives
from digitrec.learning.digits.train import saved_plan, train
from digitrec.learning.loop.progress import BatchDone, DataRead, Progress
from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.loading import load_keras
from digitrec.models.store import stored_model
from tests.learning.tiny import tiny

pytestmark = pytest.mark.slow

PLAN = Plan(epochs=1, batch_size=16, sampling=Sampling(rendered=0.1, negatives=0.1))


@pytest.fixture(autouse=True)
def few_negatives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_module, "validation_negatives", partial(validation_negatives, count=40))
    monkeypatch.setitem(ARCHITECTURES, "advanced", tiny)


def _request(small_mnist: Path, output: Path, **changes: object) -> Request:
    return Request(
        **{"plan": PLAN, "output": output, "data": (str(small_mnist),), "workers": 0, "command": "c"}
        | changes
    )


def test_training_saves_a_verified_model_and_never_replaces_a_better_one(small_mnist: Path, tmp_path: Path):
    trained = train(_request(small_mnist, tmp_path), lambda _: None)
    stored = stored_model(tmp_path / "best_advanced_model.keras")
    assert trained.is_best
    assert stored.verified
    assert stored.twin.exists()
    assert stored.record.training["command"] == "c"
    assert stored.record.training["data"] == {
        str(small_mnist): {"training": 70, "validation": 20, "test": 30}
    }
    assert stored.record.test_accuracy is not None
    assert saved_plan(tmp_path, "advanced") == PLAN
    assert trained.report.parent.parent == tmp_path / "reports"
    assert "Conv2D" in trained.report.with_name("model.txt").read_text(encoding="utf-8")

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


def test_it_starts_from_weights_and_learns_real_handwriting(small_mnist: Path, tmp_path: Path):
    first = train(_request(small_mnist, tmp_path / "first"), lambda _: None)
    strokes = tmp_path / "strokes.npz"
    write_strokes(strokes)
    still = replace(PLAN, learning_rate=1e-9, averaging=0.0, weight_decay=0.0)
    again = _request(small_mnist, tmp_path / "second", plan=still, start=first.path, strokes=(strokes,))
    second = train(again, lambda _: None)
    before, after = (load_keras(trained.path).get_weights() for trained in (first, second))
    for one, other in zip(before[:2], after[:2], strict=True):  # of the first layer; statistics move
        assert np.allclose(one, other, atol=1e-6)
    facts = second.record.training
    assert 0.5 <= facts["started_from"]["share_of_trained_weights"] <= 1
    assert facts["started_from"]["digest"] == stored_model(first.path).digest
    assert facts["strokes"]["writers"] == 18
    assert facts["validation"]["written"]["digits"] == 20
    assert facts["validation"]["written"]["letters"] == 2
    with pytest.raises(DataError, match=r"another number of pen strokes \(\d+, now 0\).*what it had"):
        train(replace(again, strokes=(), start=None, resume=True), lambda _: None)
    other = _request(small_mnist, tmp_path, plan=replace(PLAN, architecture="residual"), start=first.path)
    with pytest.raises(ModelError, match="another network"):
        train(other, lambda _: None)


def write_strokes(path: Path) -> None:
    """Twenty writers, each with ten digits and a letter, all of them bars."""
    labels = [label for _ in range(20) for label in "0123456789k"]
    np.savez(
        path,
        points=np.array([(0, 0), (500, 1000)] * len(labels), np.int16),
        stroke_start=np.arange(len(labels), dtype=np.int32) * 2,
        sample_stroke=np.arange(len(labels), dtype=np.int32),
        label=np.array(labels),
        kind=np.array(["letter" if label == "k" else "digit" for label in labels]),
        writer=np.repeat([f"w{number}" for number in range(20)], 11),
    )


def test_fewer_images_than_a_batch_are_told(small_mnist: Path, tmp_path: Path):
    seen: list[Progress] = []
    with pytest.raises(DataError, match="--batch-size"):
        train(_request(small_mnist, tmp_path, plan=replace(PLAN, batch_size=128)), seen.append)
    assert seen == [DataRead(70, 20, 30)]


def _interrupt_in_epoch_2(progress: Progress) -> None:
    if isinstance(progress, BatchDone) and progress.epoch == 2:
        raise KeyboardInterrupt
