"""Batches of lines, which are kept in shards and distorted anew for every epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from digitrec.learning.data.dataset import Images
from digitrec.learning.data.strokes import NO_STROKES, StrokeLibrary
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import Batch, Shard, batches_of, samples_of
from digitrec.learning.sequences.writers import Sources, open_sources
from digitrec.learning.synthetic import HandwritingFont
from digitrec.learning.synthetic.pens import open_pens

Part = tuple[int, int, int]  # the epoch, the place of a shard in it, and the shard's number

VALIDATION_SEED = 2001  # the lines to validate on are the same for every training
VALIDATION, TEST = 0, 1  # shards of that seed


@dataclass(frozen=True, slots=True, eq=False)
class LineSource:
    """Source of the lines of a training.

    Args:
        digits: MNIST's training images.
        plan: the training.
        folder: where made lines are kept.
        fonts: handwriting fonts.
        strokes: real handwriting.
        pages: what pages are composed of, on which lines are found.
    """

    digits: Images
    plan: SequencePlan
    folder: Path
    fonts: tuple[HandwritingFont, ...] = ()
    strokes: StrokeLibrary = NO_STROKES
    pages: PageSources | None = None
    ahead: ClassVar[int] = 3

    def shard(self, number: int) -> Shard:
        """A shard of training lines."""
        return Shard(self.folder, self.plan.seed, number, self.plan.shard)

    def parts(self, epoch: int) -> Sequence[Part]:
        """See `feed.Source.parts`."""
        return [(epoch, place, number) for place, number in enumerate(self.plan.shards(epoch))]

    def early_parts(self, epoch: int) -> Sequence[Part]:
        """See `feed.Source.early_parts`: the next epoch's first shard, which is new."""
        return self.parts(epoch + 1)[:1] if epoch + 1 < self.plan.epochs else ()

    def open(self) -> LineMaker:
        """See `feed.Source.open`."""
        return LineMaker(self, open_sources(self.digits, self.fonts, open_pens(self.strokes), self.pages))


@dataclass(frozen=True, slots=True, eq=False)
class LineMaker:
    """Makes the lines of a source, in one process.

    Args:
        source: where they come from.
        sources: of their digits, opened.
    """

    source: LineSource
    sources: Sources

    def make(self, part: Part) -> list[Batch]:
        """See `feed.Maker.make`."""
        epoch, place, number = part
        plan = self.source.plan
        rng = np.random.default_rng([plan.seed, epoch, place])
        samples = samples_of(self.source.shard(number), self.sources)
        return list(batches_of(samples, plan.batch_size, rng))

    def prepare(self, part: Part) -> None:
        """See `feed.Maker.prepare`."""
        samples_of(self.source.shard(part[2]), self.sources)


def held_out(sources: Sources, folder: Path, lines: int, number: int = VALIDATION) -> list[Sample]:
    """Lines to validate or test on, of digits and writers that no training line has."""
    return samples_of(Shard(folder, VALIDATION_SEED, number, lines), sources)
