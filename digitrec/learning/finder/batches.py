"""Batches of pages, each time in another light, the finder's also turned; pages are kept in shards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.finder.plan import SHAPES, VALIDATION_SHAPES, MapsPlan, page_kind
from digitrec.learning.finder.shards import Pages, Shard, pages_of
from digitrec.learning.finder.targets import IGNORED, NOTHING
from digitrec.learning.pages.sources import PageSources

Images = NDArray[np.uint8]  # (N, H, W, 3)
Targets = tuple[NDArray[np.float32], ...]
"""Of the finder (N, h, w, 5): kernel code, height, up x, up y, light. Of ink (N, H, W, 2): ink, ignored; and
(N, h, w, 1): kernel code."""
Batch = tuple[Images, Targets]
Part = tuple[int, int, int]  # the epoch, the place of a shard in it, and the shard's number

INVERTED, SWAPPED, GREY = 0.12, 0.12, 0.15  # probabilities
QUARTERS = (0.7, 0.1, 0.1, 0.1)  # probabilities of 0, 1, 2, 3 quarter turns
CUT = 0.25  # of the finder's batches: what is beyond a cut is filled with the last row or column
VALIDATION_SEED = 4001  # the pages to validate on are the same for every training

OpenSources = Callable[[], PageSources]  # called once in every process


def relit(image: Images, rng: np.random.Generator) -> tuple[Images, bool]:
    """An image in other colours and another light, and whether it was inverted: (H, W, 3) uint8."""
    inverted = rng.random() < INVERTED
    if rng.random() < SWAPPED:
        image = image[..., rng.permutation(3)]
    if rng.random() < GREY:
        image = np.repeat(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2GRAY)[..., None], 3, 2)
    levels = np.arange(256, dtype=np.float32) / np.float32(255)
    if inverted:
        levels = levels[::-1]
    gamma, contrast = math.exp(rng.normal(0, 0.3)), math.exp(rng.normal(0, 0.2))
    contrasts = contrast * np.exp(rng.normal(0, 0.05, 3))
    curve = (levels[:, None] ** gamma - 0.5) * contrasts + 0.5 + rng.normal(0, 0.06)
    table = np.clip(255 * curve, 0, 255).astype(np.uint8)[None]
    return np.asarray(cv2.LUT(np.ascontiguousarray(image), table), np.uint8), inverted


def batches_of(pages: Pages, size: int, rng: np.random.Generator | None) -> Iterator[Batch]:
    """Puts pages into batches.

    Args:
        pages: of one size.
        size: pages a batch; with `rng`, what is left over is dropped.
        rng: changes their light and shuffles; None leaves them as they are.
    """
    count = len(pages.images)
    order = np.arange(count) if rng is None else rng.permutation(count)[: count // size * size]
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        images, inverted = pages.images[chosen], np.zeros(len(chosen), bool)
        if rng is not None:
            lit = [relit(image, rng) for image in images]
            images, inverted = np.stack([one[0] for one in lit]), np.array([one[1] for one in lit])
        if pages.ink is not None and pages.ignored is not None:
            ink = pages.ink[chosen].astype(np.float32) / np.float32(255)
            ignored = pages.ignored[chosen].astype(np.float32)
            kernels = pages.kernels[chosen].astype(np.float32)[..., None]
            yield images, (np.stack([ink, ignored], axis=-1), kernels)
            continue
        maps = _finder_targets(pages, chosen, inverted)
        if rng is not None:
            images, maps = _turned(*_cut(images, maps, rng), int(rng.choice(4, p=QUARTERS)))
        yield images, (maps,)


def _finder_targets(pages: Pages, chosen: Any, inverted: NDArray[np.bool_]) -> NDArray[np.float32]:
    if pages.heights is None or pages.ups is None:
        raise ValueError("Pages for the finder have heights and directions.")
    kernels = pages.kernels[chosen].astype(np.float32)
    light = np.broadcast_to((pages.light[chosen] ^ inverted)[:, None, None], kernels.shape)
    ups = pages.ups[chosen].astype(np.float32)
    parts = [kernels[..., None], pages.heights[chosen].astype(np.float32)[..., None], ups, light[..., None]]
    return np.concatenate([part.astype(np.float32) for part in parts], axis=-1)


def _cut(
    images: Images, maps: NDArray[np.float32], rng: np.random.Generator
) -> tuple[Images, NDArray[np.float32]]:
    """Cuts pages off at the right or below, as the padding of an image does."""
    if rng.random() >= CUT:
        return images, maps
    images, maps = images.copy(), maps.copy()
    axis = int(rng.integers(1, 3))
    side = maps.shape[axis]
    kept = max(2, int(side * rng.uniform(0.3, 1)))
    if kept < side:
        stride = images.shape[axis] // side
        last = np.take(images, [kept * stride - 1], axis=axis)
        rest = np.where(np.take(maps, [kept - 1], axis=axis)[..., 0] > 0, IGNORED, NOTHING)
        beyond = slice(kept * stride, None)
        if axis == 1:
            images[:, beyond], maps[:, kept:, :, 0] = last, rest
        else:
            images[:, :, beyond], maps[:, :, kept:, 0] = last, rest
    return images, maps


def _turned(images: Images, maps: NDArray[np.float32], quarters: int) -> tuple[Images, NDArray[np.float32]]:
    """Turns pages counter-clockwise, and the directions on them."""
    if not quarters:
        return images, maps
    images, maps = np.rot90(images, quarters, (1, 2)), np.rot90(maps, quarters, (1, 2)).copy()
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    x, y = maps[..., 2].copy(), maps[..., 3].copy()
    maps[..., 2], maps[..., 3] = cosine * x + sine * y, cosine * y - sine * x
    return np.ascontiguousarray(images), maps


@dataclass(frozen=True, slots=True, eq=False)
class PageSource:
    """Where the pages of a training come from.

    Args:
        open_sources: opens what pages are composed of.
        plan: the training.
        folder: where composed pages are kept.
    """

    open_sources: OpenSources
    plan: MapsPlan
    folder: Path
    ahead: ClassVar[int] = 2

    def shard(self, number: int) -> Shard:
        """A shard of training pages."""
        kind = self.plan.kind(number)
        return Shard(self.folder, self.plan.seed, number, kind, self.plan.pages(kind))

    def parts(self, epoch: int) -> Sequence[Part]:
        """See `feed.Source.parts`."""
        return [(epoch, place, number) for place, number in enumerate(self.plan.shards(epoch))]

    def early_parts(self, epoch: int) -> Sequence[Part]:
        """See `feed.Source.early_parts`: the next epoch's new shards."""
        if epoch + 1 >= self.plan.epochs:
            return ()
        fresh = self.plan.fresh
        return [(epoch + 1, place, (epoch + 1) * fresh + place) for place in range(fresh)]

    def open(self) -> PageMaker:
        """See `feed.Source.open`."""
        return PageMaker(self, self.open_sources())


@dataclass(frozen=True, slots=True, eq=False)
class PageMaker:
    """Makes the pages of a source, in one process.

    Args:
        source: where they come from.
        sources: what they are composed of, opened.
    """

    source: PageSource
    sources: PageSources

    def make(self, part: Part) -> list[Batch]:
        """See `feed.Maker.make`."""
        epoch, place, number = part
        plan, shard = self.source.plan, self.source.shard(number)
        rng = np.random.default_rng([plan.seed, epoch, place])
        return list(batches_of(pages_of(shard, self.sources), plan.batch(shard.kind), rng))

    def prepare(self, part: Part) -> None:
        """See `feed.Maker.prepare`."""
        pages_of(self.source.shard(part[2]), self.sources)


def mixed_batches(source: PageSource) -> list[Batch]:
    """Two batches of each shape that the plan has, of the first training pages."""
    maker, found = source.open(), list[Batch]()
    for number in range(len(SHAPES[source.plan.network])):
        found += maker.make((source.plan.epochs, number, number))[:2]
    return found


def held_out(sources: PageSources, plan: MapsPlan, folder: Path) -> list[Pages]:
    """Pages to choose an epoch by, of writers and digits that no training page has."""
    kinds = [page_kind(plan.network, shape) for shape in VALIDATION_SHAPES[plan.network]]
    return [
        pages_of(Shard(folder, VALIDATION_SEED, number, kind, plan.validation), sources)
        for number, kind in enumerate(kinds)
    ]
