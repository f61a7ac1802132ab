"""State and result of a training: how far it is, how well it does, and the model that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from digitrec.learning.loop.progress import EpochDone

LETTERS = 0.02  # what a refused letter counts, beside a digit that is read


@dataclass(frozen=True, slots=True)
class ValidationScore:
    """Score of a network on its validation set.

    Args:
        accuracy: share that is right, 0 to 1.
        loss: mean loss.
        rejected: share of what holds no digit that is taken for no digit, 0 to 1.
        letters: the same of real letters and signs; 1 where there are none.
    """

    accuracy: float
    loss: float
    rejected: float
    letters: float = 1.0

    @property
    def quality(self) -> float:
        """The accuracy, and a little for letters: one digit in a hundred weighs as much as fifty letters."""
        return self.accuracy + LETTERS * self.letters


@dataclass(frozen=True, slots=True)
class TrainingState:
    """State of a training between two epochs: how far it is.

    Args:
        done: epochs.
        best_epoch: 0 before the first.
        best_accuracy: see `ValidationScore`, as the next two.
        best_loss: of the best epoch.
        best_rejected: of the best epoch.
        seconds: spent on training.
        curve: for each epoch the samples learned from, and what else a training notes for its record.
        by_loss: whether the best epoch is that with the lowest loss; else that with the highest accuracy,
            of equals that with the lower loss.
    """

    done: int = 0
    best_epoch: int = 0
    best_accuracy: float = 0.0
    best_loss: float = float("inf")
    best_rejected: float = 0.0
    seconds: float = 0.0
    curve: tuple[tuple[float, ...], ...] = ()
    by_loss: bool = False

    def is_improved_by(self, score: ValidationScore) -> bool:
        """Whether a score is better than that of the best epoch."""
        if self.by_loss:
            return score.loss < self.best_loss
        return (score.accuracy, -score.loss) > (self.best_accuracy, -self.best_loss)

    def after_epoch(self, score: ValidationScore, seconds: float, point: tuple[float, ...]) -> TrainingState:
        """The state after one more epoch; `point` joins the curve, unless it is empty."""
        curve = (*self.curve, point) if point else self.curve
        state = replace(self, done=self.done + 1, seconds=self.seconds + seconds, curve=curve)
        if not self.is_improved_by(score):
            return state
        return replace(
            state,
            best_epoch=state.done,
            best_accuracy=score.accuracy,
            best_loss=score.loss,
            best_rejected=score.rejected,
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrainingState:
        """Reads what `dataclasses.asdict` made, and what older versions wrote.

        Raises:
            TypeError: it is no state.
        """
        known = dict(values)
        curve = tuple(tuple(point) for point in known.pop("curve", ()))
        if "best_silent" in known:  # so it was called in the state of page networks
            known["best_rejected"] = known.pop("best_silent")
        for former in ("refined", "settled"):
            known.pop(former, None)
        return cls(**known, curve=curve)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Result of the epochs of a training.

    Args:
        model: a float32 `keras.Model` with the weights of the best epoch, without optimizer.
        state: how far it came.
        interrupted: whether Ctrl-C ended it before the plan did.
        history: every epoch, from the first one.
    """

    model: Any
    state: TrainingState
    interrupted: bool
    history: tuple[EpochDone, ...] = ()
