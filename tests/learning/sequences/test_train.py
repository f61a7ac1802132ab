"""A whole training of the sequence model: a few lines, two epochs."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.loop.progress import EpochDone
from digitrec.learning.sequences.fit import line_training, line_weights
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import batches_of
from digitrec.learning.sequences.train import LineRequest, saved_line_plan, train_lines
from digitrec.learning.sequences.validation import digits_of, validate
from digitrec.models.architectures.sequence import CLASSES, SIGNED_CLASSES, class_of, steps_of
from digitrec.models.line_shapes import check_line_shapes
from digitrec.models.loading import load_keras
from digitrec.models.quiet import quiet_keras
from digitrec.models.sequence_engine import KerasSequenceEngine, load_best_sequence
from digitrec.models.store import scan_models
from digitrec.page.normalise_line import to_line_input
from tests.page.test_normalise_line import rings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("found_by_threshold")]

PLAN = SequencePlan(epochs=2, shard=8, fresh=1, repeated=1, batch_size=4, validation=4, units=8)


def pictured(text: str) -> Sample:
    """A line that is easy to learn: a bar for a 1, a ring for a 0."""
    image = np.zeros((32, 8 + 16 * len(text)), np.uint8)
    for place, mark in enumerate(text):
        x = 8 + 16 * place
        if mark == "1":
            image[6:26, x + 3 : x + 6] = 255
        else:
            image[6:26, x : x + 11] = 255
            image[9:23, x + 3 : x + 8] = 0
    return Sample(image, text)


def test_it_learns_and_goes_on_where_it_stopped(tmp_path: Path):
    rng = np.random.default_rng(1)
    samples = [pictured("".join(rng.choice(["0", "1"], 3))) for _ in range(32)]
    plan = replace(
        PLAN, epochs=6, shard=32, repeated=0, batch_size=8, learning_rate=1e-2, averaging=0.9, units=24
    )

    def feed(epoch: int):
        return batches_of(samples, plan.batch_size, np.random.default_rng(epoch))

    seen: list[object] = []
    first = line_training(replace(plan, epochs=1), feed, samples[:8], tmp_path / "state.npz", seen.append)
    assert first.run() is not None
    second = line_training(plan, feed, samples[:8], tmp_path / "state.npz", seen.append)
    second.resume()
    assert second.state == first.state
    fitted = second.run()
    epochs = [done for done in seen if isinstance(done, EpochDone)]
    assert [done.epoch for done in epochs] == list(range(1, 7))
    assert epochs[-1].loss < 0.4 * epochs[0].loss
    assert fitted.state.best_accuracy == validate(fitted.model, samples[:8]).accuracy
    assert [point[0] for point in fitted.state.curve] == [32 * epoch for epoch in range(1, 7)]


def test_digits_are_counted_where_they_are_seen():
    steps = np.full((6, 11), 0.02, np.float32)
    for place, label in enumerate([0, 4, 0, 8, 0, 0]):
        steps[place, label] = 0.8
    probabilities, labels = digits_of([(steps, (3, 1)), (steps, (3,))])
    assert labels.tolist() == [3, 1]  # the second line has another number of digits
    assert probabilities.argmax(axis=1).tolist() == [3, 7]
    assert probabilities[:, 10] == pytest.approx([0.02, 0.02])


def test_signs_count_too_where_they_are_asked_for():
    class Sees:
        """A model that sees 1-2 everywhere."""

        def predict_on_batch(self, lines):
            steps = np.full((5, SIGNED_CLASSES), 0.01, np.float32)
            for step, number in enumerate([2, 0, class_of("-"), 0, 3]):
                steps[step, number] = 0.85
            return np.stack([steps] * len(lines))

    image = np.zeros((32, 40), np.uint8)
    for text, digits, signs in (("1-2", 1.0, 1.0), ("12", 1.0, 0.0), ("1-3", 0.0, 0.0)):
        assert validate(Sees(), [Sample(image, text)]).accuracy == digits
        assert validate(Sees(), [Sample(image, text)], signs=True).accuracy == signs


def test_a_training_may_start_from_a_model_without_signs(tmp_path: Path):
    old = quiet_keras().Sequential([quiet_keras().Input((4,)), quiet_keras().layers.Dense(CLASSES)])
    old.save(tmp_path / "old.keras")
    kernel, bias = line_weights(tmp_path / "old.keras")
    assert kernel.shape == (4, SIGNED_CLASSES)
    assert np.array_equal(kernel[:, :CLASSES], old.get_weights()[0])
    logits = np.ones((1, 4), np.float32) @ kernel + bias
    chances = np.exp(logits) / np.exp(logits).sum()
    assert chances[0, CLASSES:].sum() < 0.04 * chances[0, 0]  # of blank, for which signs were taken so far


def test_there_must_be_something_to_resume(tmp_path: Path):
    with pytest.raises(DataError, match="no interrupted training"):
        saved_line_plan(tmp_path)


def test_a_training_ends_in_a_model_that_reads(small_mnist: Path, tmp_path: Path):
    request = LineRequest(PLAN, tmp_path, "the command", (str(small_mnist),), workers=0)
    trained = train_lines(request, lambda _: None)
    assert trained.is_best
    assert trained.record.kind == "sequence"
    assert trained.record.training["command"] == "the command"
    assert len(trained.record.training["curve"]["epochs"]) == 2
    assert trained.record.test_accuracy is not None
    assert not scan_models(tmp_path).models
    stored, engine, skipped = load_best_sequence(tmp_path)
    assert (stored.path, engine.kind, skipped) == (trained.path, "LiteRT", ())
    keras = KerasSequenceEngine(load_keras(trained.path, check_line_shapes), stored.record.temperature)
    for count in (1, 3, 9, 14):
        image = to_line_input(rings(count)).image
        (fast,), (slow,) = engine.steps([image]), keras.steps([image])
        assert fast.shape == (steps_of(image.shape[1]), 16)
        assert np.abs(fast - slow).max() < 1e-4
    assert "keras" in sys.modules
    with pytest.raises(ValueError, match="too wide"):
        engine.steps([np.zeros((32, 600), np.float32)])
