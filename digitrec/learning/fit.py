"""Trains one network: AdamW, warm-up and cosine, averaged weights, best epoch by validation images.

Plain Keras 3: it runs on TensorFlow, JAX and PyTorch. Nothing here prints; `watch` is told of every epoch.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError
from digitrec.learning.calibrate import negative_log_likelihood
from digitrec.learning.checkpoint import Arrays, Checkpoint, read_checkpoint, write_checkpoint
from digitrec.learning.data import Labels
from digitrec.learning.feed import Feed
from digitrec.learning.plan import Plan
from digitrec.learning.progress import BatchDone, EpochDone, Watch
from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.quiet import quiet_keras
from digitrec.types import NOT_A_DIGIT, Glyphs, Probabilities

CLASSES = NOT_A_DIGIT + 1
JUDGED_AT_ONCE = 500  # glyphs
REPORT_EVERY = 10  # batches


@dataclass(frozen=True, slots=True, eq=False)
class Judges:
    """What an epoch is judged by: never trained on, never distorted.

    Args:
        glyphs: (N, 28, 28) float32, the validation images.
        labels: (N,) int64.
        negatives: (M, 28, 28) float32, things that are no digit.
    """

    glyphs: Glyphs
    labels: Labels
    negatives: Glyphs


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a training is.

    Args:
        done: epochs.
        best_epoch: 0 before the first.
        best_accuracy: share of validation images read rightly.
        best_loss: their negative log likelihood; decides between equal accuracies.
        best_rejected: share of validation negatives called "not a digit".
        seconds: spent on training.
    """

    done: int = 0
    best_epoch: int = 0
    best_accuracy: float = 0.0
    best_loss: float = float("inf")
    best_rejected: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What came of a training.

    Args:
        model: a float32 `keras.Model` with the weights of the best epoch, without optimizer.
        standing: how far it came.
        interrupted: whether somebody pressed Ctrl-C.
    """

    model: Any
    standing: Standing
    interrupted: bool


class Training:
    """A network in training.

    Args:
        plan: what to do.
        feed: gives the batches of an epoch.
        steps: batches an epoch.
        judges: what to choose the best epoch by.
        state: file that every finished epoch is written to.
        watch: is told of every batch and epoch.
    """

    def __init__(self, plan: Plan, feed: Feed, steps: int, judges: Judges, state: Path, watch: Watch) -> None:
        keras = quiet_keras()
        self._keras, self._plan, self._feed, self._steps = keras, plan, feed, steps
        self._judges, self._state, self._watch = judges, state, watch
        keras.utils.set_random_seed(plan.seed)
        self._served = _built(plan.architecture, "float32")
        self._model = _built(plan.architecture, plan.precision)
        self._optimizer = _optimizer(plan, steps)
        self._optimizer.build(self._model.trainable_variables)
        self._model.compile(
            self._optimizer,
            keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
            jit_compile=keras.config.backend() == "jax",  # XLA makes TensorFlow slow on a CPU
        )
        self._best: Arrays = ()
        self.standing = Standing()

    def resume(self) -> None:
        """Takes up the training that `state` holds.

        Raises:
            DataError: there is none, or it is of another network.
        """
        checkpoint = read_checkpoint(self._state)
        try:
            for variables, arrays in (
                (self._variables(), checkpoint.model),
                (self._optimizer.variables, checkpoint.optimizer),
            ):
                for variable, array in zip(variables, arrays, strict=True):
                    variable.assign(array)
            self.standing = Standing(**checkpoint.facts["standing"])
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(
                f"{self._state} is of another network ({error}). Start without --resume."
            ) from None
        self._best = checkpoint.best

    def run(self) -> Fitted | None:
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
        return Fitted(self._served, self.standing, interrupted)

    def _epoch(self, epoch: int) -> None:
        started = time.monotonic()
        loss = self._learn(epoch, started)
        weights = self._averaged_weights()
        self._served.set_weights(weights)
        probabilities = predict(self._served, self._judges.glyphs)
        accuracy = float((probabilities.argmax(axis=1) == self._judges.labels).mean())
        validation_loss = negative_log_likelihood(probabilities, self._judges.labels)
        rejected = float((predict(self._served, self._judges.negatives).argmax(axis=1) == NOT_A_DIGIT).mean())
        before, seconds = self.standing, time.monotonic() - started
        improved = (accuracy, -validation_loss) > (before.best_accuracy, -before.best_loss)
        standing = replace(before, done=epoch + 1, seconds=before.seconds + seconds)
        if improved:
            self._best = tuple(weights)
            standing = replace(
                standing,
                best_epoch=epoch + 1,
                best_accuracy=accuracy,
                best_loss=validation_loss,
                best_rejected=rejected,
            )
        self.standing = standing
        self._write()
        left = standing.seconds / standing.done * (self._plan.epochs - standing.done)
        self._watch(
            EpochDone(
                epoch + 1, self._plan.epochs, loss, accuracy, validation_loss, rejected,
                standing.best_accuracy, standing.best_epoch, improved, seconds, left,
            )
        )  # fmt: skip

    def _learn(self, epoch: int, started: float) -> float:
        """One pass over the epoch's batches; returns the mean loss."""
        total, targets = 0.0, np.eye(CLASSES, dtype=np.float32)
        for step, (glyphs, labels) in enumerate(self._feed(epoch), start=1):
            batch = glyphs[..., np.newaxis].astype(np.float32) / np.float32(255)
            self._model.reset_metrics()
            total += float(self._model.train_on_batch(batch, targets[labels]))
            if step % REPORT_EVERY == 0 or step == self._steps:
                spent = self.standing.seconds + time.monotonic() - started
                share = (epoch + step / self._steps) / self._plan.epochs
                left = spent * (1 / share - 1)
                self._watch(BatchDone(epoch + 1, self._plan.epochs, step, self._steps, total / step, left))
        return total / self._steps

    def _averaged_weights(self) -> list[NDArray[np.float32]]:
        """The weights to judge and to save: averaged where they are trained."""
        if not self._optimizer.use_ema:
            return list(self._model.get_weights())
        raw = [variable.numpy() for variable in self._model.trainable_variables]
        self._optimizer.finalize_variable_values(self._model.trainable_variables)
        averaged = self._model.get_weights()
        for variable, value in zip(self._model.trainable_variables, raw, strict=True):
            variable.assign(value)
        return list(averaged)

    def _variables(self) -> list[Any]:
        return [variable for layer in self._model.layers for variable in layer.variables]

    def _write(self) -> None:
        standing = {name: getattr(self.standing, name) for name in Standing.__slots__}
        to_numpy: Callable[[Any], Any] = self._keras.ops.convert_to_numpy
        checkpoint = Checkpoint(
            {"plan": self._plan.to_dict(), "standing": standing},
            tuple(to_numpy(variable) for variable in self._variables()),
            tuple(to_numpy(variable) for variable in self._optimizer.variables),
            self._best,
        )
        write_checkpoint(checkpoint, self._state)


def predict(model: Any, glyphs: Glyphs) -> Probabilities:
    """A Keras model's answers, uncalibrated: (N, 28, 28) float32 to (N, classes) float32."""
    parts = [
        np.asarray(model.predict_on_batch(glyphs[first : first + JUDGED_AT_ONCE, ..., np.newaxis]))
        for first in range(0, len(glyphs), JUDGED_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, CLASSES), np.float32)


def _built(architecture: str, precision: str) -> Any:
    keras = quiet_keras()
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        return ARCHITECTURES[architecture]()
    finally:
        keras.config.set_dtype_policy(before)


def _optimizer(plan: Plan, steps: int) -> Any:
    keras = quiet_keras()
    warm_up = max(1, round(plan.warm_up * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, plan.epochs * steps - warm_up), warmup_target=plan.learning_rate, warmup_steps=warm_up
    )
    optimizer = keras.optimizers.AdamW(
        schedule,
        weight_decay=plan.weight_decay,
        use_ema=plan.averaging > 0,
        ema_momentum=plan.averaging or 0.99,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer
