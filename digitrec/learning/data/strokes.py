"""Real handwriting as pen strokes: digits, letters, signs and whole numbers, by writer."""

from __future__ import annotations

import re
import string
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError
from digitrec.learning.data.unipen import Segment, read_unipen

Points = NDArray[np.float32]  # (n, 2): x to the right, y downwards

DIGIT, LETTER, SYMBOL, LOOKALIKE, STRING = "digit", "letter", "symbol", "lookalike", "string"
CREDIT = (
    "International Unipen Foundation, Unipen data set of on-line handwriting, train_r01_v07, 1999, "
    "doi:10.5281/zenodo.1195803, CC BY 4.0; E. Alpaydin, F. Alimoglu, Pen-Based Recognition of Handwritten "
    "Digits, UCI Machine Learning Repository, 1998, CC BY 4.0"
)
UNIT = 1000  # of the `.npz` file's coordinates

LOOKALIKES = "BDGIJOQSYZbgijloqsyz()|/\\,.'`"
"""Letters and signs that somebody writes as somebody else writes a digit or a part of one."""

NUMBER = re.compile(r"(?=.*\d)[\d.,/-]{2,}")
LEAST_LABELS = 7  # different digits, or letters, of a writer from whom numbers, or words, are composed
HELD_OUT = 0.1  # of the writers: for validation
SPACING = 0.01  # of the sample's size: nearer points are left out
LONGEST = 60  # points: of a stroke


@dataclass(frozen=True, slots=True, eq=False)
class PenSample:
    """A sample of handwriting: pen strokes and their label.

    Args:
        label: what it says: "7", "a", "1995".
        kind: DIGIT, LETTER, SYMBOL, LOOKALIKE (a letter or sign that may look like a digit) or STRING.
        writer: who wrote it.
        strokes: in writing order, each (n, 2) float32 from the sample's top left; the longer side is 0 to 1,
            of a STRING the height. A stroke of one point is a dot.
    """

    label: str
    kind: str
    writer: str
    strokes: tuple[Points, ...]


@dataclass(frozen=True)
class StrokeLibrary:
    """Samples of many writers.

    Args:
        samples: in the order of the file.
    """

    samples: tuple[PenSample, ...] = ()

    def of(self, *kinds: str) -> tuple[PenSample, ...]:
        """The samples of some kinds."""
        return tuple(sample for sample in self.samples if sample.kind in kinds)

    @cached_property
    def writers(self) -> tuple[str, ...]:
        """Everybody who wrote something, sorted."""
        return tuple(sorted({sample.writer for sample in self.samples}))

    @cached_property
    def digits(self) -> Mapping[str, Mapping[int, tuple[PenSample, ...]]]:
        """The digits by writer and label."""
        found: dict[str, dict[int, list[PenSample]]] = defaultdict(lambda: defaultdict(list))
        for sample in self.of(DIGIT):
            found[sample.writer][int(sample.label)].append(sample)
        return {
            writer: {label: tuple(samples) for label, samples in own.items()} for writer, own in found.items()
        }

    def facts(self) -> dict[str, int | str]:
        """What they are, for a record."""
        return {
            "samples": len(self.samples),
            "writers": len(self.writers),
            "credit": CREDIT if self.samples else "",
        }

    def split(self, share: float = HELD_OUT, seed: int = 0) -> tuple[StrokeLibrary, StrokeLibrary]:
        """Parts the writers: the first library is without, the second is of the writers held out.

        Args:
            share: of the writers that are held out, 0 to 1.
            seed: decides who.
        """
        chosen = np.random.default_rng(seed).permutation(len(self.writers))[
            : round(share * len(self.writers))
        ]
        out = {self.writers[i] for i in chosen}
        return (
            StrokeLibrary(tuple(sample for sample in self.samples if sample.writer not in out)),
            StrokeLibrary(tuple(sample for sample in self.samples if sample.writer in out)),
        )


NO_STROKES = StrokeLibrary()


def of_one_writer(samples: Iterable[PenSample]) -> tuple[tuple[PenSample, ...], ...]:
    """The samples of each writer who has enough of them."""
    found: dict[str, list[PenSample]] = defaultdict(list)
    for sample in samples:
        found[sample.writer].append(sample)
    return tuple(tuple(own) for own in found.values() if len(own) >= LEAST_LABELS)


def load_strokes(paths: Iterable[str | Path]) -> StrokeLibrary:
    """Reads files of pen strokes.

    Args:
        paths: `.npz` files with `points`, `stroke_start`, `sample_stroke`, `label`, `kind` and `writer`, and
            files or folders in UNIPEN format.

    Raises:
        DataError: a file cannot be read, or holds something else.
    """
    return StrokeLibrary(tuple(sample for path in paths for sample in _load(Path(path))))


def load_unipen(path: Path) -> list[PenSample]:
    """Reads characters and numbers in UNIPEN format; words are left out.

    Args:
        path: a file, or a folder with files.

    Raises:
        DataError: a file is broken, or there is nothing to use.
    """
    samples = [sample for segment in read_unipen(path) if (sample := _sample(segment)) is not None]
    if not samples:
        raise DataError(
            f"{path} holds no characters or numbers in UNIPEN format. Unpack it first if it is packed."
        )
    return samples


def kind_of(label: str) -> str | None:
    """What a label stands for: DIGIT, LETTER, SYMBOL, LOOKALIKE or STRING; None for words and the like."""
    if len(label) != 1:
        return STRING if NUMBER.fullmatch(label) else None
    if label in string.digits:
        return DIGIT
    if label in LOOKALIKES:
        return LOOKALIKE
    if label in string.ascii_letters:
        return LETTER
    return SYMBOL if label in string.punctuation else None


def _sample(segment: Segment) -> PenSample | None:
    kind = kind_of(segment.label)
    if kind is None:
        return None
    points = np.concatenate(segment.strokes)
    corner, (width, height) = points.min(axis=0), np.ptp(points, axis=0)
    size = float(height if kind == STRING and height > 0 else max(width, height)) or 1.0
    return PenSample(
        segment.label,
        kind,
        segment.writer,
        tuple(_thinned((stroke - corner) / size) for stroke in segment.strokes),
    )


def _thinned(stroke: Points) -> Points:
    """A stroke with its first and last point, and of the rest those that lie apart; LONGEST at most."""
    points = stroke.tolist()
    chosen, (x, y) = [0], points[0]
    for i, (right, below) in enumerate(points[1:], start=1):
        if max(abs(right - x), abs(below - y)) >= SPACING:
            chosen.append(i)
            x, y = right, below
    if [x, y] != points[-1]:
        chosen.append(len(points) - 1)
    if len(chosen) > LONGEST:
        chosen = [chosen[round(i)] for i in np.linspace(0, len(chosen) - 1, LONGEST)]
    return np.asarray(stroke[chosen], np.float32)


def _load(path: Path) -> list[PenSample]:
    if not path.exists():
        raise DataError(
            f"There is no {path}. Name an .npz with strokes, or a file or folder in UNIPEN format."
        )
    return _read(path) if path.suffix == ".npz" else load_unipen(path)


def _read(path: Path) -> list[PenSample]:
    try:
        with np.load(path, allow_pickle=False) as file:
            points = file["points"].astype(np.float32) / UNIT
            starts = np.append(file["stroke_start"], len(points))
            firsts = np.append(file["sample_stroke"], len(starts) - 1)
            labels, kinds, writers = (file[name].astype(str).tolist() for name in ("label", "kind", "writer"))
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} holds no pen strokes ({error}).") from None
    strokes = np.split(points, starts[1:-1])
    return [
        PenSample(label, kind, writer, tuple(strokes[first:last]))
        for label, kind, writer, first, last in zip(labels, kinds, writers, firsts, firsts[1:], strict=False)
    ]
