"""The loop over epochs that every training runs in: learn, validate, keep the best weights, write the state.

A training brings its network with a way to learn a batch, the batches of an epoch, and a function that
validates. The loop averages weights, chooses the best epoch, writes a state that it resumes exactly, and ends
early on Ctrl-C. Plain Keras 3: it runs on TensorFlow, JAX and PyTorch. Nothing here prints.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from digitrec.errors import DataError, ModelError
from digitrec.learning.loop.checkpoint import Arrays, capture, read_checkpoint, restore, write_checkpoint
from digitrec.learning.loop.network import Schedule, averaged_weights
from digitrec.learning.loop.progress import BatchDone, EpochDone, Watch
from digitrec.learning.loop.state import Fitted, TrainingState, ValidationScore
from digitrec.models.loading import Weights, weights_of
from digitrec.models.quiet import quiet_keras

REPORT_EVERY = 10  # batches

BatchT = TypeVar("BatchT", bound=tuple[Any, ...])


class Plan(Schedule, Protocol):
    """The part of a plan that the loop needs."""

    def to_dict(self) -> dict[str, Any]:
        """The plan, for JSON."""


@dataclass(frozen=True, slots=True, eq=False)
class Network(Generic[BatchT]):
    """A network in training.

    Args:
        served: a float32 `keras.Model` that gets the averaged weights, to be validated and saved.
        model: the `keras.Model` that learns, of the same layers.
        optimizer: of `model`, built.
        learn: learns one batch; returns its mean loss, and the share of it that was predicted rightly, or
            None where that is not known.
    """

    served: Any
    model: Any
    optimizer: Any
    learn: Callable[[BatchT], tuple[float, float | None]]


class EpochLoop(Generic[BatchT]):
    """A training, epoch by epoch.

    Args:
        network: what learns.
        plan: what to do.
        batches: gives the batches of an epoch, the first array of each as long as the batch.
        steps: batches an epoch, about.
        validate: scores `network.served`.
        state_file: every finished epoch is written to it.
        watch: is told of every epoch and of some batches.
        about: what must be the same when the training is resumed, for JSON: its data, its teacher.
        curve: makes an epoch's point of the curve from the epochs done, the samples learned from and the
            score; None = there is no curve.
        refine: changes the averaged weights of `network.served` before each validation.
        by_loss: see `TrainingState`.
    """

    def __init__(
        self,
        network: Network[BatchT],
        plan: Plan,
        batches: Callable[[int], Iterable[BatchT]],
        steps: int,
        validate: Callable[[Any], ValidationScore],
        state_file: Path,
        watch: Watch,
        about: Mapping[str, Any] | None = None,
        curve: Callable[[int, int, ValidationScore], tuple[float, ...]] | None = None,
        refine: Callable[[Any], None] | None = None,
        by_loss: bool = False,
    ) -> None:
        self._network, self._plan, self._batches, self._steps = network, plan, batches, steps
        self._validate, self._state_file, self._watch = validate, state_file, watch
        self._about, self._curve, self._refine = dict(about or {}), curve, refine
        self._best: Arrays = ()
        self._learned = 0  # samples, repeated ones counted again
        self.state = TrainingState(by_loss=by_loss)
        self.history: tuple[EpochDone, ...] = ()

    def resume(self) -> None:
        """Takes up the training whose state was written.

        Raises:
            DataError: there is none, or it is of another network, of other data or of another teacher.
        """
        checkpoint = read_checkpoint(self._state_file)
        before = checkpoint.facts.get("about", {})
        for what, value in self._about.items():
            if before.get(what, value) != value:  # older states do not say it
                raise DataError(
                    f"{self._state_file} was trained with another {what} ({before[what]}, now {value}). "
                    f"Give it what it had, or start without --resume."
                )
        try:
            restore(checkpoint, self._network.model, self._network.optimizer)
            self.state = TrainingState.from_dict(checkpoint.facts["standing"])
            self.history = tuple(EpochDone(**values) for values in checkpoint.facts.get("history", ()))
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(
                f"{self._state_file} is of another network ({error}). Start without --resume."
            ) from None
        self._best = checkpoint.best
        self._learned = int(self.state.curve[-1][0]) if self.state.curve else 0

    def start_from(self, path: Path, read: Callable[[Path], Weights] = weights_of) -> None:
        """Starts from the weights of a trained model instead of random ones.

        Args:
            path: a `.keras` file.
            read: gives its weights.

        Raises:
            ModelError: the model cannot be loaded, or is of another network.
        """
        weights = read(path)
        try:
            self._network.model.set_weights(weights)
        except ValueError:
            raise ModelError(
                f"{path} is of another network. Name a model of the kind that is trained."
            ) from None

    def run(self) -> Fitted | None:
        """Trains to the end of the plan, or until Ctrl-C.

        Returns:
            The model of the best epoch; None if Ctrl-C came before the first epoch was done.
        """
        interrupted = False
        try:
            for epoch in range(self.state.done, self._plan.epochs):
                self._run_epoch(epoch)
        except KeyboardInterrupt:
            interrupted = True
        if not self._best:
            return None
        self._network.served.set_weights(list(self._best))
        return Fitted(self._network.served, self.state, interrupted, self.history)

    def _run_epoch(self, epoch: int) -> None:
        started, network = time.monotonic(), self._network
        loss, accuracy = self._learn(epoch, started)
        network.served.set_weights(averaged_weights(network.model, network.optimizer))
        if self._refine is not None:
            self._refine(network.served)
        score = self._validate(network.served)
        seconds = time.monotonic() - started
        improved = self.state.is_improved_by(score)
        if improved:
            self._best = tuple(network.served.get_weights())
        point = self._curve(epoch + 1, self._learned, score) if self._curve else ()
        self.state = self.state.after_epoch(score, seconds, point)
        done = self._report(loss, score.accuracy if accuracy is None else accuracy, score, improved, seconds)
        self.history = (*self.history, done)
        self._write_state()
        self._watch(done)

    def _learn(self, epoch: int, started: float) -> tuple[float, float | None]:
        """Learns the epoch's batches; returns their mean loss and accuracy."""
        total, right, step = 0.0, 0.0, 0
        known = True
        for step, batch in enumerate(self._batches(epoch), start=1):
            loss, share = self._network.learn(batch)
            total, right, known = total + loss, right + (share or 0.0), known and share is not None
            self._learned += len(batch[0])
            if step % REPORT_EVERY == 0 or step == self._steps:
                self._watch(self._batch_done(epoch, step, total / step, started))
        return total / max(1, step), right / max(1, step) if known else None

    def _batch_done(self, epoch: int, step: int, loss: float, started: float) -> BatchDone:
        epochs, steps = self._plan.epochs, self._steps
        step = min(step, steps)
        spent = self.state.seconds + time.monotonic() - started
        left = spent * (epochs / (epoch + step / steps) - 1)
        return BatchDone(epoch + 1, epochs, step, steps, loss, left)

    def _report(
        self, loss: float, accuracy: float, score: ValidationScore, improved: bool, seconds: float
    ) -> EpochDone:
        state, epochs = self.state, self._plan.epochs
        return EpochDone(
            epoch=state.done,
            epochs=epochs,
            loss=loss,
            accuracy=accuracy,
            validation_accuracy=score.accuracy,
            validation_loss=score.loss,
            rejected=score.rejected,
            best_accuracy=state.best_accuracy,
            best_epoch=state.best_epoch,
            improved=improved,
            learning_rate=float(quiet_keras().ops.convert_to_numpy(self._network.optimizer.learning_rate)),
            seconds=seconds,
            seconds_left=state.seconds / state.done * (epochs - state.done),
        )

    def _write_state(self) -> None:
        facts = {
            "plan": self._plan.to_dict(),
            "standing": asdict(self.state),
            "about": self._about,
            "history": [asdict(done) for done in self.history],
        }
        network = self._network
        write_checkpoint(capture(network.model, network.optimizer, self._best, facts), self._state_file)
