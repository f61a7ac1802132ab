"""Trains a tiny network on a few images, so that a training can be stopped, resumed and compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data.dataset import Images, to_glyphs
from digitrec.learning.digits.batches import open_feed, steps_per_epoch
from digitrec.learning.digits.fit import digit_training
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.sampler import GlyphSource, Sampling
from digitrec.learning.digits.targets import echoed, with_targets
from digitrec.learning.digits.validation import ValidationSet
from digitrec.learning.loop.epochs import EpochLoop
from digitrec.learning.loop.network import predict
from digitrec.learning.loop.progress import BatchDone, EpochDone, Progress
from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.quiet import quiet_keras
from tests.learning.tiny import tiny

pytestmark = pytest.mark.slow

PLAN = Plan(architecture="tiny", epochs=3, batch_size=16, sampling=Sampling(rendered=0.1, negatives=0.1))


@pytest.fixture(autouse=True)
def tiny_architecture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ARCHITECTURES, "tiny", tiny)


@contextmanager
def _training(
    digits: Images, state: Path, watch, plan: Plan = PLAN, about: dict[str, str] | None = None, teacher=None
) -> Iterator[EpochLoop]:
    source = GlyphSource(digits.take(np.arange(64)), plan.sampling, plan.seed)
    glyphs = to_glyphs(digits.take(np.arange(64, 100)))
    validation = ValidationSet(glyphs, digits.labels[64:100], glyphs[:5])
    with open_feed(source, plan.batch_size, workers=0) as feed:
        batches = echoed(with_targets(feed, teacher), plan)
        steps = steps_per_epoch(source, plan.batch_size)
        yield digit_training(plan, batches, steps, validation, state, watch, about=about)


class StopAfter:
    """Presses Ctrl-C in the epoch after the one named."""

    def __init__(self, epoch: int) -> None:
        self.epoch, self.seen = epoch, list[Progress]()

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)
        if isinstance(progress, BatchDone) and progress.epoch > self.epoch:
            raise KeyboardInterrupt


def _run(digits: Images, state: Path, plan: Plan = PLAN, stop_after: int = 99, resume: bool = False):
    watch = StopAfter(stop_after)
    with _training(digits, state, watch, plan) as training:
        if resume:
            training.resume()
        return training.run(), watch.seen


def test_a_resumed_training_ends_where_an_unbroken_one_ends(digits: Images, tmp_path: Path):
    unbroken, seen = _run(digits, tmp_path / "a.npz")
    stopped, _ = _run(digits, tmp_path / "b.npz", stop_after=1)
    assert stopped.interrupted
    assert stopped.state.done == 1
    resumed, rest = _run(digits, tmp_path / "b.npz", resume=True)
    assert not resumed.interrupted
    losses = [value.loss for value in seen if isinstance(value, EpochDone)]
    assert [v.loss for v in rest if isinstance(v, EpochDone)] == pytest.approx(losses[1:], rel=1e-4)
    assert resumed.state.best_accuracy == unbroken.state.best_accuracy
    assert [done.epoch for done in resumed.history] == [1, 2, 3]
    assert resumed.history[0].loss == losses[0]
    for one, other in zip(unbroken.model.get_weights(), resumed.model.get_weights(), strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_every_epoch_is_told_and_the_best_one_is_kept(digits: Images, tmp_path: Path):
    fitted, seen = _run(digits, tmp_path / "state.npz")
    epochs = [value for value in seen if isinstance(value, EpochDone)]
    assert [value.epoch for value in epochs] == [1, 2, 3]
    assert epochs[-1].seconds_left == 0
    assert list(fitted.history) == epochs
    assert epochs[0].learning_rate == pytest.approx(PLAN.learning_rate)
    assert epochs[-1].learning_rate == pytest.approx(0, abs=1e-9)
    assert all(0 <= value.accuracy <= 1 for value in epochs)
    best = max(epochs, key=lambda value: (value.validation_accuracy, -value.validation_loss))
    assert fitted.state.best_epoch == best.epoch
    assert [value.improved for value in epochs][best.epoch - 1]
    assert any(isinstance(value, BatchDone) and value.step == value.steps for value in seen)


def test_what_is_kept_is_float32_and_averaged(digits: Images, tmp_path: Path):
    low = replace(PLAN, epochs=1, precision="mixed_bfloat16")
    fitted, _ = _run(digits, tmp_path / "state.npz", low)
    assert {layer.compute_dtype for layer in fitted.model.layers} == {"float32"}
    assert not fitted.model.compiled


def test_ctrl_c_in_the_first_epoch_keeps_nothing(digits: Images, tmp_path: Path):
    fitted, _ = _run(digits, tmp_path / "state.npz", stop_after=0)
    assert fitted is None
    assert not (tmp_path / "state.npz").exists()


def test_the_state_of_another_network_is_refused(
    digits: Images, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _run(digits, tmp_path / "state.npz", replace(PLAN, epochs=1))
    keras = quiet_keras()

    def other():
        entry = keras.Input((28, 28, 1))
        return keras.Model(entry, keras.layers.Dense(11, activation="softmax")(keras.layers.Flatten()(entry)))

    monkeypatch.setitem(ARCHITECTURES, "tiny", other)
    with pytest.raises(DataError, match="another network"):
        _run(digits, tmp_path / "state.npz", resume=True)


def test_other_data_than_before_are_refused(digits: Images, tmp_path: Path):
    state, one_epoch = tmp_path / "state.npz", replace(PLAN, epochs=1)
    with _training(digits, state, lambda _: None, one_epoch, {"data": "64 images"}) as training:
        training.run()
    with (
        _training(digits, state, lambda _: None, one_epoch, {"data": "65 images"}) as training,
        pytest.raises(DataError, match=r"another data \(64 images, now 65 images\)"),
    ):
        training.resume()


def test_a_teacher_gives_the_targets(digits: Images, tmp_path: Path):
    """One that calls everything a 7; where it is wrong, that is half of what is learned."""
    plan = replace(PLAN, learning_rate=0.05, averaging=0.0)

    def sevens(glyphs):
        return np.eye(11, dtype=np.float32)[np.full(len(glyphs), 7)]

    called_seven = []
    for name, teacher in (("taught", sevens), ("alone", None)):
        with _training(digits, tmp_path / f"{name}.npz", lambda _: None, plan, teacher=teacher) as training:
            fitted = training.run()
        called_seven.append(predict(fitted.model, to_glyphs(digits))[:, 7].mean())
    assert called_seven[0] > 1.5 * called_seven[1], called_seven
