"""Fits the sequence model: its network, and how it learns a batch (connectionist temporal classification)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from digitrec.learning.loop.epochs import EpochLoop, Network
from digitrec.learning.loop.feed import Feed
from digitrec.learning.loop.network import built_in, make_optimizer
from digitrec.learning.loop.progress import Watch
from digitrec.learning.loop.state import ValidationScore
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import Batch
from digitrec.learning.sequences.validation import validate
from digitrec.models.architectures import sequence
from digitrec.models.architectures.sequence import LOGITS, SIGNED_CLASSES
from digitrec.models.loading import Weights, weights_of
from digitrec.models.quiet import quiet_keras

UNLIKELY = 5.0  # how much less likely than blank a sign is that a network has not learned yet: e to this
LONGEST_GRADIENT = 5.0  # norm over all weights: one hopeless line must not throw a training back


def line_training(
    plan: SequencePlan,
    batches: Feed[Batch],
    validation: Sequence[Sample],
    state_file: Path,
    watch: Watch,
    about: Mapping[str, int] | None = None,
) -> EpochLoop[Batch]:
    """A training of the sequence model; its best epoch is that with the lowest validation loss.

    The share of lines read exactly moves by half a percent by chance, more than late epochs differ.

    Args:
        plan: what to do.
        batches: gives the batches of an epoch.
        validation: lines to choose the best epoch by.
        state_file: every finished epoch is written to it.
        watch: is told of every batch and epoch.
        about: what must be the same when the training is resumed.
    """

    def point(epochs: int, learned: int, score: ValidationScore) -> tuple[float, ...]:
        """Lines learned from, how many of them were different, and the accuracy."""
        return learned, plan.made(epochs), round(score.accuracy, 5)

    score = partial(validate, samples=validation)
    return EpochLoop(
        _network(plan), plan, batches, plan.steps, score, state_file, watch, about, point, by_loss=True
    )


def line_weights(path: Path) -> Weights:
    """The weights of a sequence model; of one without signs as if it took every sign for a kind of blank.

    Raises:
        ModelError: it is broken or hostile; the message names the file.
    """
    *before, kernel, bias = weights_of(path)
    missing = SIGNED_CLASSES - len(bias)
    kernel = np.concatenate([kernel, np.repeat(kernel[:, :1], missing, axis=1)], axis=1)
    bias = np.concatenate([bias, np.repeat(bias[:1] - UNLIKELY, missing)])
    return [*before, kernel, bias]


def _network(plan: SequencePlan) -> Network[Batch]:
    keras = quiet_keras()
    keras.utils.set_random_seed(plan.seed)
    build = partial(sequence.build, units=plan.units)
    served = built_in("float32", build)
    model = built_in(plan.precision, build)
    optimizer = make_optimizer(plan, plan.steps)
    optimizer.global_clipnorm = LONGEST_GRADIENT
    optimizer.build(model.trainable_variables)
    # The loss wants logits: what stands before the softmax is trained, and shares all weights with it.
    trained = keras.Model(model.input, model.get_layer(LOGITS).output)
    trained.compile(optimizer, keras.losses.CTC(), jit_compile=keras.config.backend() == "jax")

    def learn(batch: Batch) -> tuple[float, None]:
        lines, classes = batch
        trained.reset_metrics()
        glyphs = lines[..., np.newaxis].astype(np.float32) / np.float32(255)
        return float(trained.train_on_batch(glyphs, classes)), None

    return Network(served, model, optimizer, learn)
