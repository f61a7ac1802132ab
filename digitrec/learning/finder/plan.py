"""Plan of a training of a network of maps: everything that decides what it does, as one value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitrec.learning.pages.compose import PageKind
from digitrec.models.record import FINDER, INK, SINGLE

SHAPES: dict[str, tuple[tuple[int, int], ...]] = {
    FINDER: (
        *((256, 320), (320, 256), (192, 320), (64, 320), (256, 320), (320, 256), (320, 320), (128, 320)),
        *((256, 320), (320, 192), (64, 320), (128, 128), (64, 64)),
    ),
    INK: ((64, 256), (64, 64), (128, 256), (64, 256), (64, 128), (64, 256), (64, 64), (128, 128)),
    SINGLE: ((64, 64),),
}
"""Height and width of the pages of each shard, again and again in this order."""
VALIDATION_SHAPES: dict[str, tuple[tuple[int, int], ...]] = {
    FINDER: ((256, 320), (64, 320), (320, 256)),
    INK: ((64, 256), (128, 256), (64, 64)),
    SINGLE: ((64, 64),),
}
PAGE_AREA = {
    FINDER: 256 * 320,
    INK: 64 * 256,
    SINGLE: 64 * 64,
}  # pixels: of such pages a batch has `batch_size`
MOST_IN_BATCH = 8  # times `batch_size`, of small pages


@dataclass(frozen=True, slots=True)
class MapsPlan:
    """A training.

    Pages are composed in shards. Every epoch composes new ones and repeats older ones in another light: to
    compose a page takes as long as to learn from it a few times.

    Args:
        network: FINDER, INK or SINGLE.
        epochs: how many.
        seed: of weights, pages, order and light.
        batch_size: pages a step; of smaller pages more.
        learning_rate: the highest, reached after the warm-up; a half cosine leads from there to zero.
        weight_decay: decoupled (Loshchilov and Hutter 2019), of the kernels only.
        warm_up: epochs.
        averaging: momentum a step of the moving average of the weights, which is judged and saved.
        shard: pixels a shard, in pages of `PAGE_AREA`.
        fresh: shards an epoch that are new.
        repeated: shards an epoch that are not.
        validation: pages of each of `VALIDATION_SHAPES`.
    """

    network: str = FINDER
    epochs: int = 24
    seed: int = 1
    batch_size: int = 8
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    warm_up: float = 0.2
    averaging: float = 0.995
    shard: int = 480
    fresh: int = 2
    repeated: int = 4
    validation: int = 200

    def __post_init__(self) -> None:
        if self.network not in SHAPES:
            raise ValueError(f"network must be one of {tuple(SHAPES)}, got {self.network!r}.")
        counts = (self.epochs, self.batch_size, self.shard, self.fresh, self.validation)
        if min(counts) < 1 or self.repeated < 0 or self.shard < self.batch_size:
            raise ValueError(f"A MapsPlan has whole batches and at least one epoch, got {self}.")
        if not (self.learning_rate > 0 and self.weight_decay >= 0 and 0 <= self.averaging < 1):
            raise ValueError(f"Rates must not be negative, got {self}.")

    def kind(self, shard: int) -> PageKind:
        """What the pages of a shard are."""
        shapes = SHAPES[self.network]
        return page_kind(self.network, shapes[shard % len(shapes)])

    def pages(self, kind: PageKind) -> int:
        """How many pages a shard has, whole batches."""
        batch = self.batch(kind)
        return batch * max(1, round(self.shard * self._size(kind) / batch))

    def batch(self, kind: PageKind) -> int:
        """Pages a batch."""
        return max(1, round(self.batch_size * self._size(kind)))

    def _size(self, kind: PageKind) -> float:
        """How many such pages are one of `PAGE_AREA`."""
        return min(float(MOST_IN_BATCH), PAGE_AREA[self.network] / (kind.shape[0] * kind.shape[1]))

    @property
    def steps(self) -> int:
        """Batches an epoch, about: shards of other shapes differ by a few."""
        return (self.fresh + self.repeated) * (self.shard // self.batch_size)

    def shards(self, epoch: int) -> list[int]:
        """The numbers of an epoch's shards in their order: new ones, each followed by older ones."""
        rng = np.random.default_rng([self.seed, epoch, 23])
        order: list[int] = []
        for place in range(self.fresh):
            number = epoch * self.fresh + place
            order.append(number)
            share = (place + 1) * self.repeated // self.fresh - place * self.repeated // self.fresh
            order += [int(n) for n in rng.integers(0, number + 1, share)]
        return order

    def to_dict(self) -> dict[str, Any]:
        """The plan as a dict, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MapsPlan:
        """Reads what `to_dict` wrote.

        Raises:
            TypeError, ValueError: it is not a plan.
        """
        return cls(**values)


def page_kind(network: str, shape: tuple[int, int]) -> PageKind:
    """What a network learns from in pictures of that height and width."""
    return PageKind(shape, crop=network != FINDER, single=network == SINGLE)


def usual_plan(network: str) -> MapsPlan:
    """The plan that a network is trained by if nothing else is asked for."""
    if network == SINGLE:
        return MapsPlan(network, epochs=27, batch_size=64, shard=3840, validation=1000)
    if network == INK:
        return MapsPlan(network, epochs=9, batch_size=16, shard=960)
    return MapsPlan(network, epochs=18)
