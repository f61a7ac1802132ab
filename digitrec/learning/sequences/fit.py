"""Trains the sequence model: connectionist temporal classification, best epoch by validation lines.

Plain Keras 3, as `digits.fit`, whose optimizer, checkpoints and progress it shares. Nothing here prints.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.errors import DataError
from digitrec.learning.loop.checkpoint import Arrays, capture, read_checkpoint, restore, write_checkpoint
from digitrec.learning.loop.network import averaged_weights, built_in, make_optimizer
from digitrec.learning.loop.progress import BatchDone, EpochDone, Watch
from digitrec.learning.sequences.batches import Feed
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.validation import Judged, judge
from digitrec.models.architectures import sequence
from digitrec.models.architectures.sequence import LOGITS
from digitrec.models.quiet import quiet_keras

REPORT_EVERY = 10  # batches
LONGEST_GRADIENT = 5.0  # norm over all weights: one hopeless line must not throw a training back


@dataclass(frozen=True, slots=True)
class LineStanding:
    """How far a training is.

    Args:
        done: epochs.
        best_epoch: 0 before the first.
        best_accuracy: share of validation lines read rightly from the first digit to the last.
        best_loss: their mean negative log likelihood; decides between equal accuracies.
        seconds: spent on training.
        curve: for each epoch the lines learned from, how many of them were different, and the accuracy.
    """

    done: int = 0
    best_epoch: int = 0
    best_accuracy: float = 0.0
    best_loss: float = float("inf")
    seconds: float = 0.0
    curve: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class FittedLines:
    """What came of a training.

    Args:
        model: a float32 `keras.Model` with the weights of the best epoch, without optimizer.
        standing: how far it came.
        interrupted: whether somebody pressed Ctrl-C.
    """

    model: Any
    standing: LineStanding
    interrupted: bool


class LineTraining:
    """A sequence model in training.

    Args:
        plan: what to do.
        feed: gives the batches of an epoch.
        judges: validation lines.
        state: file that every finished epoch is written to.
        watch: is told of every batch and epoch.
    """

    def __init__(
        self, plan: SequencePlan, feed: Feed, judges: Sequence[Sample], state: Path, watch: Watch
    ) -> None:
        keras = quiet_keras()
        self._keras, self._plan, self._feed = keras, plan, feed
        self._judges, self._state, self._watch = judges, state, watch
        keras.utils.set_random_seed(plan.seed)
        build = partial(sequence.build, units=plan.units)
        self._served = built_in("float32", build)
        self._model = built_in(plan.precision, build)
        self._optimizer = make_optimizer(plan, plan.steps)
        self._optimizer.global_clipnorm = LONGEST_GRADIENT
        self._optimizer.build(self._model.trainable_variables)
        # The loss wants logits: what stands before the softmax is trained, and shares all weights with it.
        self._trained = keras.Model(self._model.input, self._model.get_layer(LOGITS).output)
        self._trained.compile(
            self._optimizer, keras.losses.CTC(), jit_compile=keras.config.backend() == "jax"
        )
        self._best: Arrays = ()
        self.standing = LineStanding()

    def resume(self) -> None:
        """Takes up the training that `state` holds.

        Raises:
            DataError: there is none, or it is of another network.
        """
        checkpoint = read_checkpoint(self._state)
        try:
            restore(checkpoint, self._model, self._optimizer)
            facts = dict(checkpoint.facts["standing"])
            curve = tuple((int(a), int(b), float(c)) for a, b, c in facts.pop("curve"))
            self.standing = LineStanding(**facts, curve=curve)
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(
                f"{self._state} is of another network ({error}). Start without --resume."
            ) from None
        self._best = checkpoint.best

    def run(self) -> FittedLines | None:
        """Trains to the end of the plan, or until Ctrl-C.

        Returns:
            The model of the best epoch; None if Ctrl-C came before the first epoch was done.
        """
        interrupted = False
        try:
            for epoch in range(self.standing.done, self._plan.epochs):
                self._epoch(epoch)
        except KeyboardInterrupt:
            interrupted = True
        if not self._best:
            return None
        self._served.set_weights(list(self._best))
        return FittedLines(self._served, self.standing, interrupted)

    def _epoch(self, epoch: int) -> None:
        started = time.monotonic()
        loss = self._learn(epoch, started)
        weights = averaged_weights(self._model, self._optimizer)
        self._served.set_weights(weights)
        found = judge(self._served, self._judges)
        before, plan = self.standing, self._plan
        improved = (found.exact, -found.loss) > (before.best_accuracy, -before.best_loss)
        seconds = time.monotonic() - started
        learned = (epoch + 1) * plan.steps * plan.batch_size, plan.made(epoch + 1), round(found.exact, 5)
        standing = replace(
            before, done=epoch + 1, seconds=before.seconds + seconds, curve=(*before.curve, learned)
        )
        if improved:
            self._best = tuple(weights)
            standing = replace(
                standing, best_epoch=epoch + 1, best_accuracy=found.exact, best_loss=found.loss
            )
        self.standing = standing
        self._write()
        self._watch(self._report(loss, found, improved, seconds))

    def _report(self, loss: float, found: Judged, improved: bool, seconds: float) -> EpochDone:
        now, plan = self.standing, self._plan
        return EpochDone(
            epoch=now.done,
            epochs=plan.epochs,
            loss=loss,
            accuracy=found.exact,
            validation_accuracy=found.exact,
            validation_loss=found.loss,
            rejected=found.words_refused,
            best_accuracy=now.best_accuracy,
            best_epoch=now.best_epoch,
            improved=improved,
            learning_rate=float(self._keras.ops.convert_to_numpy(self._optimizer.learning_rate)),
            seconds=seconds,
            seconds_left=now.seconds / now.done * (plan.epochs - now.done),
        )

    def _learn(self, epoch: int, started: float) -> float:
        """One pass over the epoch's batches; returns the mean loss."""
        total, steps, epochs = 0.0, self._plan.steps, self._plan.epochs
        for step, (lines, classes) in enumerate(self._feed(epoch), start=1):
            batch = lines[..., np.newaxis].astype(np.float32) / np.float32(255)
            self._trained.reset_metrics()
            total += float(self._trained.train_on_batch(batch, classes))
            if step % REPORT_EVERY == 0 or step == steps:
                spent = self.standing.seconds + time.monotonic() - started
                left = spent * (epochs / (epoch + step / steps) - 1)
                self._watch(BatchDone(epoch + 1, epochs, step, steps, total / step, left))
        return total / steps

    def _write(self) -> None:
        facts = {"plan": self._plan.to_dict(), "standing": asdict(self.standing)}
        write_checkpoint(capture(self._model, self._optimizer, self._best, facts), self._state)
