"""Plan of a training of the sequence model: everything that decides what it does, as one value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """Plan of a training.

    Lines are made in shards. Every epoch makes new shards, and repeats older ones, distorted anew: to make
    a line takes as long as to learn from it a few times.

    Args:
        epochs: how many.
        seed: of weights, lines, order, distortions and dropout.
        batch_size: lines a step.
        learning_rate: the highest, reached after the warm-up; a half cosine leads from there to zero.
        weight_decay: decoupled (Loshchilov and Hutter 2019), of the kernels only.
        warm_up: epochs.
        averaging: momentum a step of the moving average of the weights, which is validated and saved.
        precision: "float32" or "mixed_bfloat16"; what is saved is float32 either way.
        shard: lines a shard.
        fresh: shards an epoch that are new.
        repeated: shards an epoch that are not.
        validation: lines to choose the best epoch by, of digits that no training line has.
        units: of the network's LSTM, each way.
    """

    epochs: int = 27
    seed: int = 1
    batch_size: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: float = 0.5
    averaging: float = 0.998
    precision: str = "float32"
    shard: int = 4096
    fresh: int = 3
    repeated: int = 7
    validation: int = 2000
    units: int = 96

    def __post_init__(self) -> None:
        counts = (self.epochs, self.batch_size, self.shard, self.fresh, self.validation, self.units)
        if min(counts) < 1 or self.repeated < 0 or self.shard < self.batch_size:
            raise ValueError(f"A SequencePlan has whole batches and at least one epoch, got {self}.")
        if not (self.learning_rate > 0 and self.weight_decay >= 0 and 0 <= self.averaging < 1):
            raise ValueError(f"Rates must not be negative, got {self}.")

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        return (self.fresh + self.repeated) * (self.shard // self.batch_size)

    def shards(self, epoch: int) -> list[int]:
        """The numbers of an epoch's shards in their order: new ones, each followed by older ones."""
        rng = np.random.default_rng([self.seed, epoch, 17])
        fresh = range(epoch * self.fresh, (epoch + 1) * self.fresh)
        order: list[int] = []
        for place, number in enumerate(fresh):
            order.append(number)
            share = (place + 1) * self.repeated // self.fresh - place * self.repeated // self.fresh
            order += [int(n) for n in rng.integers(0, number + 1, share)]
        return order

    def made(self, epochs: int) -> int:
        """Different lines after so many epochs."""
        return epochs * self.fresh * self.shard

    def to_dict(self) -> dict[str, Any]:
        """The plan as a dict, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> SequencePlan:
        """Reads what `to_dict` wrote.

        Raises:
            TypeError, ValueError: it is not a plan.
        """
        return cls(**values)
