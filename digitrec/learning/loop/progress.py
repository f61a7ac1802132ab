"""Progress of a training: values that are given to a callback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class DataRead:
    """Event: the data sets were read, divided and mixed.

    Args:
        training: images to learn from, repeated ones counted again.
        validation: images to choose by.
        test: images to look at once, at the end.
        skipped: files that were passed over: why, how many, and one of them.
    """

    training: int
    validation: int
    test: int
    skipped: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BatchDone:
    """Event: a batch was learned.

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
    """Event: an epoch was learned and validated.

    Args:
        epoch: 1 to `epochs`.
        epochs: of the whole training.
        loss: mean over the epoch's distorted glyphs.
        accuracy: share of them that was answered rightly while learning.
        validation_accuracy: share of the validation images read rightly.
        validation_loss: their mean negative log likelihood.
        rejected: share of the validation negatives called "not a digit".
        best_accuracy: the highest validation accuracy so far.
        best_epoch: when that was.
        improved: whether it was this epoch, whose weights are then kept.
        learning_rate: at the end of the epoch.
        seconds: this epoch took.
        seconds_left: of the whole training, estimated.
    """

    epoch: int
    epochs: int
    loss: float
    accuracy: float
    validation_accuracy: float
    validation_loss: float
    rejected: float
    best_accuracy: float
    best_epoch: int
    improved: bool
    learning_rate: float
    seconds: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Finishing:
    """Event: the best epoch is being calibrated and saved, which takes some seconds.

    Args:
        best_epoch: which one that is.
        interrupted: whether Ctrl-C led here.
    """

    best_epoch: int
    interrupted: bool


@dataclass(frozen=True, slots=True)
class MemberBegun:
    """Event: a member of an ensemble is next.

    Args:
        number: 1 to `members`.
        members: of the ensemble.
        architecture: the member's.
        seed: the member's.
        ready: whether it was trained before, and need not be.
    """

    number: int
    members: int
    architecture: str
    seed: int
    ready: bool


@dataclass(frozen=True, slots=True)
class MemberEpoch:
    """Event: one of several members that are trained at once has learned an epoch.

    Args:
        architecture: the member's.
        seed: the member's.
        done: the epoch.
    """

    architecture: str
    seed: int
    done: EpochDone


Progress: TypeAlias = "DataRead | BatchDone | EpochDone | Finishing | MemberBegun | MemberEpoch"
Watch: TypeAlias = Callable[[Progress], None]
