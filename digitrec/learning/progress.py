"""What a training tells whoever watches it: values, given to a callback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class BatchDone:
    """A batch was learned.

    Args:
        epoch: 1 to `epochs`.
        epochs: of the whole training.
        step: 1 to `steps`.
        steps: batches an epoch.
        loss: mean over the epoch so far.
        seconds_left: of the whole training, estimated.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch was learned and judged.

    Args:
        epoch: 1 to `epochs`.
        epochs: of the whole training.
        loss: mean over the epoch's distorted glyphs.
        validation_accuracy: share of the validation images read rightly.
        validation_loss: their mean negative log likelihood.
        rejected: share of the validation negatives called "not a digit".
        best_accuracy: the highest validation accuracy so far.
        best_epoch: when that was.
        improved: whether it was this epoch, whose weights are then kept.
        seconds: this epoch took.
        seconds_left: of the whole training, estimated.
    """

    epoch: int
    epochs: int
    loss: float
    validation_accuracy: float
    validation_loss: float
    rejected: float
    best_accuracy: float
    best_epoch: int
    improved: bool
    seconds: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Finishing:
    """The best epoch is being calibrated and saved, which takes some seconds.

    Args:
        best_epoch: which one that is.
        interrupted: whether Ctrl-C led here.
    """

    best_epoch: int
    interrupted: bool


Progress: TypeAlias = "BatchDone | EpochDone | Finishing"
Watch: TypeAlias = Callable[[Progress], None]
