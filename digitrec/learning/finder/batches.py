"""Pages in batches, each time in another light, the finder's also turned; made by other processes."""

from __future__ import annotations

import math
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.finder.plan import SHAPES, VALIDATION_SHAPES, MapsPlan
from digitrec.learning.finder.shards import Pages, Shard, pages_of
from digitrec.learning.finder.targets import IGNORED, NOTHING
from digitrec.learning.pages.compose import PageKind
from digitrec.learning.pages.sources import PageSources
from digitrec.models.record import INK
from digitrec.processes import begin_worker

Images = NDArray[np.uint8]  # (N, H, W, 3)
Targets = tuple[NDArray[np.float32], ...]
"""Of the finder (N, h, w, 5): kernel code, height, up x, up y, light. Of ink (N, H, W, 2): ink, ignored; and
(N, h, w, 1): kernel code."""
Batch = tuple[Images, Targets]
Feed = Callable[[int], Iterator[Batch]]  # the batches of an epoch

INVERTED, SWAPPED, GREY = 0.12, 0.12, 0.15  # probabilities
QUARTERS = (0.7, 0.1, 0.1, 0.1)  # probabilities of 0, 1, 2, 3 quarter turns
CUT = 0.25  # of the finder's batches: what is beyond a cut is filled with the last row or column
VALIDATION_SEED = 4001  # the pages to validate on are the same for every training
AHEAD = 2  # shards made ready ahead

Sources = Callable[[], PageSources]  # opens the material; called once in every process


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
        sources: opens the material.
        plan: the training.
        folder: where composed pages are kept.
    """

    sources: Sources
    plan: MapsPlan
    folder: Path

    def shard(self, number: int) -> Shard:
        """A shard of training pages."""
        kind = self.plan.kind(number)
        return Shard(self.folder, self.plan.seed, number, kind, self.plan.pages(kind))

    def batches(self, material: PageSources, epoch: int, place: int, number: int) -> list[Batch]:
        """The batches of one shard in one epoch."""
        shard = self.shard(number)
        rng = np.random.default_rng([self.plan.seed, epoch, place])
        return list(batches_of(pages_of(shard, material), self.plan.batch(shard.kind), rng))


def mixed_batches(source: PageSource, material: PageSources) -> list[Batch]:
    """Two batches of each shape that the plan has, of the first training pages."""
    found: list[Batch] = []
    for number in range(len(SHAPES[source.plan.network])):
        found += source.batches(material, source.plan.epochs, number, number)[:2]
    return found


def held_out(material: PageSources, plan: MapsPlan, folder: Path) -> list[Pages]:
    """Pages to choose an epoch by, of writers and digits that no training page has."""
    kinds = [PageKind(shape, crop=plan.network == INK) for shape in VALIDATION_SHAPES[plan.network]]
    return [
        pages_of(Shard(folder, VALIDATION_SEED, number, kind, plan.validation), material)
        for number, kind in enumerate(kinds)
    ]


@contextmanager
def open_page_feed(source: PageSource, workers: int = 1) -> Iterator[Feed]:
    """Opens a feed: a function from the number of an epoch to its batches.

    The pages depend on the plan alone, not on the number of processes.

    Args:
        source: what makes the pages.
        workers: processes that make them; 0 makes them in this one.
    """
    if workers == 0:
        material = source.sources()
        yield lambda epoch: _made_here(source, material, epoch)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (source,))
    try:
        yield lambda epoch: _made_ahead(pool, source.plan, epoch)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _made_here(source: PageSource, material: PageSources, epoch: int) -> Iterator[Batch]:
    for place, number in enumerate(source.plan.shards(epoch)):
        yield from source.batches(material, epoch, place, number)


def _made_ahead(pool: ProcessPoolExecutor, plan: MapsPlan, epoch: int) -> Iterator[Batch]:
    """The epoch's batches; while it is learned, the next epoch's new shards are made too."""
    waiting: deque[Future[list[Batch]]] = deque()
    for place, number in enumerate(plan.shards(epoch)):
        waiting.append(pool.submit(_make, epoch, place, number))
        if len(waiting) > AHEAD:
            yield from waiting.popleft().result()
    if epoch + 1 < plan.epochs:
        for place in range(plan.fresh):
            pool.submit(_prepare, (epoch + 1) * plan.fresh + place)
    while waiting:
        yield from waiting.popleft().result()


_worker: dict[str, Any] = {}  # filled in the worker processes only


def _start(source: PageSource) -> None:
    begin_worker()
    cv2.setNumThreads(1)
    _worker["source"] = source
    _worker["material"] = source.sources()


def _make(epoch: int, place: int, number: int) -> list[Batch]:
    source: PageSource = _worker["source"]
    return source.batches(_worker["material"], epoch, place, number)


def _prepare(number: int) -> None:
    pages_of(_worker["source"].shard(number), _worker["material"])
