"""Trains a network of maps: best epoch by validation pages. Plain Keras 3; nothing here prints."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from digitrec.errors import DataError
from digitrec.learning.finder.batches import Batch, Feed
from digitrec.learning.finder.losses import finder_loss, ink_loss, row_loss
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.shards import Pages
from digitrec.learning.finder.statistics import settle_statistics
from digitrec.learning.finder.validation import Validated, scaled, validate
from digitrec.learning.loop.checkpoint import Arrays, capture, read_checkpoint, restore, write_checkpoint
from digitrec.learning.loop.network import averaged_weights, make_optimizer
from digitrec.learning.loop.progress import BatchDone, EpochDone, Watch
from digitrec.models.architectures.maps import build_finder, build_ink
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import FINDER, INK

BUILDERS = {FINDER: build_finder, INK: build_ink}
LOSSES: dict[str, Any] = {FINDER: [finder_loss], INK: [ink_loss, row_loss]}
LOSS_WEIGHTS = {FINDER: [1.0], INK: [1.0, 0.5]}
REPORT_EVERY = 10  # batches
LONGEST_GRADIENT = 3.0  # norm over all weights


@dataclass(frozen=True, slots=True)
class MapsStanding:
    """How far a training is.

    Args:
        done: epochs.
        best_epoch: 0 before the first.
        best_accuracy: see `Validated.right`.
        best_loss: decides between equal accuracies.
        best_silent: see `Validated.silent`.
        seconds: spent on training.
        curve: for each epoch the pages learned from, the accuracy and the loss.
        settled: whether the best weights were given new statistics in the end.
    """

    done: int = 0
    best_epoch: int = 0
    best_accuracy: float = 0.0
    best_loss: float = float("inf")
    best_silent: float = 0.0
    seconds: float = 0.0
    curve: tuple[tuple[int, float, float], ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FittedMaps:
    """What came of a training.

    Args:
        model: a `keras.Model` with the weights of the best epoch, without optimizer.
        standing: how far it came.
        interrupted: whether somebody pressed Ctrl-C.
    """

    model: Any
    standing: MapsStanding
    interrupted: bool


class MapsTraining:
    """A network of maps in training.

    Args:
        plan: what to do.
        feed: gives the batches of an epoch.
        validation: pages to choose by.
        state: file that every finished epoch is written to.
        watch: is told of every batch and epoch.
        mixed: batches of all shapes, from which the statistics of the best weights are taken; () = kept.
    """

    def __init__(
        self,
        plan: MapsPlan,
        feed: Feed,
        validation: Sequence[Pages],
        state: Path,
        watch: Watch,
        mixed: Sequence[Batch] = (),
    ) -> None:
        keras = quiet_keras()
        self._keras, self._plan, self._feed = keras, plan, feed
        self._validation, self._state, self._watch = validation, state, watch
        self._mixed = mixed
        keras.utils.set_random_seed(plan.seed)
        self._served = BUILDERS[plan.network]()
        self._model = BUILDERS[plan.network]()
        self._optimizer = make_optimizer(plan, plan.steps)
        self._optimizer.global_clipnorm = LONGEST_GRADIENT
        self._optimizer.build(self._model.trainable_variables)
        self._model.compile(
            self._optimizer,
            LOSSES[plan.network],
            loss_weights=LOSS_WEIGHTS[plan.network],
            jit_compile=keras.config.backend() == "jax",
        )
        self._best: Arrays = ()
        self._learned = 0
        self.standing = MapsStanding()

    def resume(self) -> None:
        """Takes up the training that `state` holds.

        Raises:
            DataError: there is none, or it is of another network.
        """
        checkpoint = read_checkpoint(self._state)
        try:
            restore(checkpoint, self._model, self._optimizer)
            facts = dict(checkpoint.facts["standing"])
            curve = tuple((int(a), float(b), float(c)) for a, b, c in facts.pop("curve"))
            self.standing = MapsStanding(**facts, curve=curve)
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(
                f"{self._state} is of another network ({error}). Start without --resume."
            ) from None
        self._best = checkpoint.best
        self._learned = curve[-1][0] if curve else 0

    def run(self) -> FittedMaps | None:
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
        self._settle()
        return FittedMaps(self._served, self.standing, interrupted)

    def _settle(self) -> None:
        """Gives the best weights statistics of pages of all shapes, if they are better for it.

        The moving averages of batch normalisation remember little more than the pages learned last, all of
        one shape (Wu and Johnson 2021, section 3).
        """
        if not self._mixed:
            return
        settle_statistics(self._served, [scaled(images) for images, _ in self._mixed])
        found = validate(self._served, self._validation, self._plan.network)
        now = self.standing
        if (found.right, -found.loss) <= (now.best_accuracy, -now.best_loss):
            self._served.set_weights(list(self._best))
            return
        self.standing = replace(
            now, best_accuracy=found.right, best_loss=found.loss, best_silent=found.silent, settled=True
        )

    def _epoch(self, epoch: int) -> None:
        started = time.monotonic()
        loss = self._learn(epoch, started)
        weights = averaged_weights(self._model, self._optimizer)
        self._served.set_weights(weights)
        found = validate(self._served, self._validation, self._plan.network)
        before = self.standing
        improved = (found.right, -found.loss) > (before.best_accuracy, -before.best_loss)
        seconds = time.monotonic() - started
        point = self._learned, round(found.right, 5), round(found.loss, 5)
        standing = replace(
            before, done=epoch + 1, seconds=before.seconds + seconds, curve=(*before.curve, point)
        )
        if improved:
            self._best = tuple(weights)
            standing = replace(
                standing,
                best_epoch=epoch + 1,
                best_accuracy=found.right,
                best_loss=found.loss,
                best_silent=found.silent,
            )
        self.standing = standing
        self._write()
        self._watch(self._report(loss, found, improved, seconds))

    def _report(self, loss: float, found: Validated, improved: bool, seconds: float) -> EpochDone:
        now, plan = self.standing, self._plan
        return EpochDone(
            epoch=now.done,
            epochs=plan.epochs,
            loss=loss,
            accuracy=found.right,
            validation_accuracy=found.right,
            validation_loss=found.loss,
            rejected=found.silent,
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
        step = 0
        for step, (images, targets) in enumerate(self._feed(epoch), start=1):
            self._model.reset_metrics()
            answer = self._model.train_on_batch(scaled(images), list(targets))
            total += float(answer[0] if isinstance(answer, (list, tuple)) else answer)
            self._learned += len(images)
            if step % REPORT_EVERY == 0:
                spent = self.standing.seconds + time.monotonic() - started
                left = spent * max(0.0, epochs / (epoch + min(1.0, step / steps)) - 1)
                self._watch(BatchDone(epoch + 1, epochs, min(step, steps), steps, total / step, left))
        return total / max(1, step)

    def _write(self) -> None:
        facts = {"plan": self._plan.to_dict(), "standing": asdict(self.standing)}
        write_checkpoint(capture(self._model, self._optimizer, self._best, facts), self._state)
