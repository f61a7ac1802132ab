"""Request and result of a training, and the data it learns from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitrec.learning import synthetic
from digitrec.learning.data.collect import MNIST, load_data
from digitrec.learning.data.dataset import Dataset, Skipped, to_glyphs
from digitrec.learning.data.strokes import NO_STROKES, StrokeLibrary, load_strokes
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.sampler import GlyphSource, validation_negatives
from digitrec.learning.digits.validation import ValidationSet, validation_set
from digitrec.learning.loop.progress import DataRead, EpochDone, Watch
from digitrec.learning.synthetic.pens import open_pens


@dataclass(frozen=True, slots=True)
class Request:
    """Request of a training.

    Args:
        plan: the training.
        output: the model store; the state of the training lies in `training/` there.
        command: the line that does it all again, for the record.
        data: data sets to mix: "mnist", `.npz` files, IDX folders, folders of images; see `collect`.
        validation_share: of each data set; None = see `collect`.
        fonts: folders with handwriting fonts, beside those of the system.
        strokes: files and folders of real pen strokes.
        start: a `.keras` file of the same architecture, whose weights the training starts from.
        resume: whether to go on with the training whose state lies in `output`.
        workers: processes that make glyphs.
        look_at_test: whether the finished model is measured on the test images.
        name: of the model; "" = best_…_model, or a name of its own if a better one has that.
        reports: folder for the report of the run; None = `reports/` in `output`.
    """

    plan: Plan
    output: Path
    command: str = ""
    data: Sequence[str] = (MNIST,)
    validation_share: float | None = None
    fonts: Sequence[Path] = ()
    strokes: Sequence[Path] = ()
    start: Path | None = None
    resume: bool = False
    workers: int = 1
    look_at_test: bool = True
    name: str = ""
    reports: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """Data of a training.

    Args:
        digits: divided into training, validation and test.
        fonts: handwriting fonts.
        validation: what epochs, temperature and threshold are chosen by.
        strokes: real handwriting to learn from; others' are in `validation`.
    """

    digits: Dataset
    fonts: Sequence[synthetic.HandwritingFont]
    validation: ValidationSet
    strokes: StrokeLibrary = NO_STROKES

    def source(self, plan: Plan) -> GlyphSource:
        """Where the glyphs of a training come from."""
        return GlyphSource(
            self.digits.training,
            plan.sampling,
            plan.seed,
            self.fonts,
            open_pens(self.strokes),
            plan.epochs - plan.refine,
        )

    @property
    def amount(self) -> str:
        """How many images there are, as text: what must be the same when a training is resumed."""
        digits = self.digits
        return f"{len(digits.training):,} images to train on and {len(digits.validation):,} to validate on"


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """Provenance of a model: how it was made.

    Args:
        facts: for the record: seed, epochs, seconds, ...
        history: every epoch of it.
        interrupted: whether Ctrl-C ended it before the plan did.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[EpochDone, ...] = ()
    interrupted: bool = False


def load_training_data(request: Request, watch: Watch) -> TrainingData:
    """Reads the data sets and the fonts, and makes the validation set.

    Args:
        request: what is asked for.
        watch: is told what was read.

    Raises:
        DataError: a data set cannot be read.
    """
    data = load_data(request.data, request.validation_share)
    watch(DataRead(len(data.training), len(data.validation), len(data.test), _by_reason(data.skipped)))
    fonts = synthetic.load_fonts(synthetic.list_fonts(request.fonts))
    strokes, held_out = load_strokes(request.strokes).split()
    validation = validation_set(
        to_glyphs(data.validation),
        data.validation.labels,
        validation_negatives(data.training, fonts),
        open_pens(held_out),
    )
    return TrainingData(data, fonts, validation, strokes)


def _by_reason(skipped: Sequence[Skipped]) -> tuple[tuple[str, int, str], ...]:
    counts = Counter(one.reason for one in skipped)
    first = {one.reason: str(one.path) for one in reversed(skipped)}
    return tuple((reason, count, first[reason]) for reason, count in counts.most_common())
