"""Trains one network: AdamW, warm-up and cosine, averaged weights, best epoch by validation images.

Plain Keras 3: it runs on TensorFlow, JAX and PyTorch. Nothing here prints; `watch` is told of every epoch.
"""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from digitrec.errors import DataError
from digitrec.learning.digits.context import Context, Fitted, Standing, ValidationSet
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.targets import Batches
from digitrec.learning.evaluation.calibration import negative_log_likelihood
from digitrec.learning.loop.checkpoint import Arrays, capture, read_checkpoint, restore, write_checkpoint
from digitrec.learning.loop.network import averaged_weights, built, make_optimizer, predict
from digitrec.learning.loop.progress import BatchDone, EpochDone, Watch
from digitrec.models.quiet import quiet_keras
from digitrec.types import NOT_A_DIGIT

REPORT_EVERY = 10  # batches


class Training:
    """A network in training.

    Args:
        plan: what to do.
        batches: gives the batches of an epoch.
        steps: batches an epoch.
        validation: what to choose the best epoch by.
        state: file that every finished epoch is written to.
        watch: is told of every batch and epoch.
        context: what else it needs.
    """

    def __init__(
        self,
        plan: Plan,
        batches: Batches,
        steps: int,
        validation: ValidationSet,
        state: Path,
        watch: Watch,
        context: Context | None = None,
    ) -> None:
        keras = quiet_keras()
        self._keras, self._plan, self._batches, self._steps = keras, plan, batches, steps
        self._validation, self._state, self._watch = validation, state, watch
        self._context = context or Context()
        keras.utils.set_random_seed(plan.seed)
        self._served = built(plan.architecture, "float32")
        with self._context.devices.scope():
            self._model = built(plan.architecture, plan.precision)
            self._optimizer = make_optimizer(plan, steps)
            self._optimizer.build(self._model.trainable_variables)
            self._model.compile(
                self._optimizer,
                keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
                metrics=["accuracy"],
                jit_compile=keras.config.backend() == "jax",  # XLA makes TensorFlow slow on a CPU
            )
        self._best: Arrays = ()
        self.standing = Standing()
        self.history: tuple[EpochDone, ...] = ()

    def resume(self) -> None:
        """Takes up the training that `state` holds.

        Raises:
            DataError: there is none, or it is of another network, of other data or of another teacher.
        """
        checkpoint = read_checkpoint(self._state)
        before = checkpoint.facts.get("about", self._context.about)  # older states do not say it
        for what, value in self._context.about.items():
            if before.get(what) != value:
                raise DataError(
                    f"{self._state} was trained with another {what} ({before.get(what)}, now {value}). "
                    f"Name the same {what}, or start without --resume."
                )
        try:
            restore(checkpoint, self._model, self._optimizer)
            self.standing = Standing(**checkpoint.facts["standing"])
            self.history = tuple(EpochDone(**values) for values in checkpoint.facts.get("history", ()))
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
        return Fitted(self._served, self.standing, interrupted, self.history)

    def _epoch(self, epoch: int) -> None:
        started = time.monotonic()
        loss, learned = self._learn(epoch, started)
        weights = averaged_weights(self._model, self._optimizer)
        self._served.set_weights(weights)
        probabilities = predict(self._served, self._validation.glyphs)
        accuracy = float((probabilities.argmax(axis=1) == self._validation.labels).mean())
        validation_loss = negative_log_likelihood(probabilities, self._validation.labels)
        rejected = float(
            (predict(self._served, self._validation.negatives).argmax(axis=1) == NOT_A_DIGIT).mean()
        )
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
        left = standing.seconds / standing.done * (self._plan.epochs - standing.done)
        rate = float(self._keras.ops.convert_to_numpy(self._optimizer.learning_rate))
        done = EpochDone(
            epoch + 1, self._plan.epochs, loss, learned, accuracy, validation_loss, rejected,
            standing.best_accuracy, standing.best_epoch, improved, rate, seconds, left,
        )  # fmt: skip
        self.standing, self.history = standing, (*self.history, done)
        self._write()
        self._watch(done)

    def _learn(self, epoch: int, started: float) -> tuple[float, float]:
        """One pass over the epoch's batches; returns the mean loss and the share that was right."""
        total, right, devices = 0.0, 0.0, self._context.devices
        for step, (bytes_, targets) in enumerate(self._batches(epoch), start=1):
            glyphs = bytes_.astype(np.float32) / np.float32(255)
            loss, share = devices.learn(self._model, glyphs[..., np.newaxis], targets)
            total, right = total + loss, right + share
            if step % REPORT_EVERY == 0 or step == self._steps:
                spent = self.standing.seconds + time.monotonic() - started
                share = (epoch + step / self._steps) / self._plan.epochs
                left = spent * (1 / share - 1)
                self._watch(BatchDone(epoch + 1, self._plan.epochs, step, self._steps, total / step, left))
        return total / self._steps, right / self._steps

    def _write(self) -> None:
        facts = {
            "plan": self._plan.to_dict(),
            "standing": asdict(self.standing),
            "about": dict(self._context.about),
            "history": [asdict(done) for done in self.history],
        }
        write_checkpoint(capture(self._model, self._optimizer, self._best, facts), self._state)
