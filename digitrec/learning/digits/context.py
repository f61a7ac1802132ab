"""Context of a training, how far it is, and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digitrec.learning.data.dataset import Labels
from digitrec.learning.loop.parallel import Devices, OneDevice
from digitrec.learning.loop.progress import EpochDone
from digitrec.types import Glyphs, Probabilities

Teacher = Callable[[Glyphs], Probabilities]  # soft targets of (N, 28, 28) glyphs


@dataclass(frozen=True, slots=True, eq=False)
class ValidationSet:
    """What an epoch is chosen by: never trained on, never distorted.

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
        history: every epoch, from the first one.
    """

    model: Any
    standing: Standing
    interrupted: bool
    history: tuple[EpochDone, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Context of a training.

    Args:
        devices: where the network learns.
        about: what must be the same when the training is resumed, for JSON: its data, its teacher.
    """

    devices: Devices = field(default_factory=OneDevice)
    about: Mapping[str, Any] = field(default_factory=dict)
