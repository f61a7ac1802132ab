"""Batches of glyphs and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Labels
from digitrec.learning.digits.sampler import GlyphSource
from digitrec.learning.loop import feed
from digitrec.learning.loop.feed import Feed

LabelledBatch = tuple[NDArray[np.uint8], Labels]  # (N, 28, 28) glyphs, 255 = 1.0, and (N,) labels
Part = tuple[Labels, int, int]  # a slice of an epoch's order, the epoch, and where in it the slice begins

PART = 1024  # glyphs made at a time by one process


@dataclass(frozen=True, slots=True, eq=False)
class GlyphBatches:
    """The glyphs of a source, in whole batches; what is left over at the end of an epoch is dropped.

    Args:
        source: what makes the glyphs.
        size: glyphs a batch.
    """

    source: GlyphSource
    size: int
    ahead: ClassVar[int] = 6

    def parts(self, epoch: int) -> Sequence[Part]:
        """See `feed.Source.parts`."""
        order, length = self.source.order(epoch), max(1, PART // self.size) * self.size
        return [(order[first : first + length], epoch, first) for first in range(0, len(order), length)]

    def early_parts(self, epoch: int) -> Sequence[Part]:  # noqa: ARG002 - nothing of an epoch is kept
        """See `feed.Source.early_parts`."""
        return ()

    def open(self) -> GlyphBatches:
        """See `feed.Source.open`."""
        return self

    def make(self, part: Part) -> list[LabelledBatch]:
        """See `feed.Maker.make`."""
        glyphs, labels = self.source.glyphs(*part)
        starts = range(0, len(labels) - self.size + 1, self.size)
        return [(glyphs[at : at + self.size], labels[at : at + self.size]) for at in starts]

    def prepare(self, part: Part) -> None:
        """See `feed.Maker.prepare`."""


def open_feed(
    source: GlyphSource, batch_size: int, workers: int = 1
) -> AbstractContextManager[Feed[LabelledBatch]]:
    """Opens a feed: a function from the number of an epoch to its batches.

    The glyphs depend on the source and the batch size alone, not on the number of processes.

    Args:
        source: what makes the glyphs.
        batch_size: glyphs a batch.
        workers: processes that make glyphs; 0 makes them in this one.
    """
    return feed.open_feed(GlyphBatches(source, batch_size), workers)


def steps_per_epoch(source: GlyphSource, batch_size: int) -> int:
    """Whole batches in an epoch."""
    return len(source.order(0)) // batch_size
