"""Shards: lines made beforehand, some thousands in a file; read again, distorted anew, batched."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.sequences.on_pages import lines_on_pages
from digitrec.learning.sequences.sampler import MOST_CHARACTERS, WIDEST, Sample, page_reader, sample_line
from digitrec.learning.sequences.writers import Sources
from digitrec.models.architectures.sequence import class_of
from digitrec.models.files import written_beside
from digitrec.page.normalise_line import LINE_HEIGHT

RECIPE = 6  # version of the lines: shards of another one are made again
PAD = 32  # pixels: batches are multiples of this wide
ON_PAGES = 0.33  # share of the lines that are found on composed pages
TURN, SLANT, STRETCH, SQUASH, SHIFT = 1.2, 0.09, 0.09, 0.05, 0.9
"""Standard deviations: degrees, x a unit of y, logarithm of width, logarithm of height, pixels up or down."""
WAVE = 0.5  # pixels: standard deviation of a smooth displacement
KNOTS = 12  # pixels between the places where that displacement is drawn
PEN = 0.35  # probability of a thicker or thinner pen

Batch = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""(N, 32, W) uint8 lines, and (N, 32) int64 classes of their characters; 0 fills the rows."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard: which lines a file holds.

    Args:
        folder: of the files.
        seed: of the training.
        number: of the shard; the same seed and number give the same lines.
        lines: how many.
    """

    folder: Path
    seed: int
    number: int
    lines: int

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"lines_{RECIPE}_{self.seed}_{self.lines}_{self.number:05}.npz"


def samples_of(shard: Shard, sources: Sources) -> list[Sample]:
    """The lines of a shard: read, or made and kept for the next time."""
    with suppress(OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return _read(shard.path)
    rng = np.random.default_rng([shard.seed, shard.number, RECIPE])
    samples: list[Sample] = []
    if sources.pages:
        samples += islice(lines_on_pages(rng, sources.pages, page_reader()), round(ON_PAGES * shard.lines))
    samples += [sample_line(rng, sources) for _ in range(shard.lines - len(samples))]
    with suppress(OSError):  # a full disk costs time, not the training
        shard.folder.mkdir(parents=True, exist_ok=True)
        _write(samples, shard.path)
    return samples


def _write(samples: Sequence[Sample], path: Path) -> None:
    with written_beside(path) as beside, beside.open("wb") as file:
        np.savez_compressed(
            file,
            pixels=np.concatenate([sample.image for sample in samples], axis=1),
            widths=np.array([sample.image.shape[1] for sample in samples], np.int32),
            texts=np.array([sample.text for sample in samples], f"U{MOST_CHARACTERS}"),
        )


def _read(path: Path) -> list[Sample]:
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        pixels, texts = file["pixels"], file["texts"]
        ends = np.cumsum(file["widths"])
    images = np.split(pixels, ends[:-1], axis=1)
    return [Sample(image, str(text)) for image, text in zip(images, texts, strict=True)]


def batches_of(samples: Sequence[Sample], size: int, rng: np.random.Generator | None) -> Iterator[Batch]:
    """Puts lines of like width into batches.

    Args:
        samples: the lines.
        size: lines a batch; with `rng`, what is left over is dropped.
        rng: distorts and shuffles; None leaves the lines as they are, in order of width.

    Yields:
        Batches, as wide as their widest line, rounded up to 32 pixels.
    """
    images = [sample.image if rng is None else distorted(sample.image, rng) for sample in samples]
    widths = np.array([image.shape[1] for image in images], np.float64)
    if rng is not None:
        widths *= rng.uniform(0.9, 1.1, len(widths))
    order = np.argsort(widths, kind="stable")
    starts = np.arange(0, len(order), size)
    if rng is not None:
        starts = rng.permutation(starts[: len(order) // size])
    for start in starts:
        chosen = order[start : start + size]
        yield _packed([images[i] for i in chosen], [samples[i].text for i in chosen])


def _packed(images: Sequence[NDArray[np.uint8]], texts: Sequence[str]) -> Batch:
    width = max(image.shape[1] for image in images)
    lines = np.zeros((len(images), LINE_HEIGHT, -(-width // PAD) * PAD), np.uint8)
    classes = np.zeros((len(images), MOST_CHARACTERS), np.int64)
    for row, (image, text) in enumerate(zip(images, texts, strict=True)):
        lines[row, :, : image.shape[1]] = image
        classes[row, : len(text)] = [class_of(character) for character in text]
    return lines, classes


def distorted(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Bends, slants, stretches and moves a line a little, and changes its pen.

    Args:
        image: (32, W) uint8.
        rng: random numbers.

    Returns:
        (32, W') uint8, W' at most 512.
    """
    height, width = image.shape
    turn, slant, stretch, squash, shift = rng.standard_normal(5) * (
        math.radians(TURN) / max(1.0, width / 64), SLANT, STRETCH, SQUASH, SHIFT,
    )  # fmt: skip
    across, down = math.exp(max(stretch, -0.12)), math.exp(squash)
    made = min(WIDEST, round(width * across))
    y, x = np.mgrid[:height, :made].astype(np.float32)
    y -= height / 2
    from_x = x * np.float32(width / made) + y * np.float32(slant)
    from_y = (y - np.float32(shift)) / np.float32(down) + (x - made / 2) * np.float32(turn) + height / 2
    knots = rng.standard_normal((2, 4, made // KNOTS + 2), np.float32) * np.float32(WAVE)
    waves = [cv2.resize(knot, (made, height), interpolation=cv2.INTER_CUBIC) for knot in knots]
    bent = cv2.remap(image, from_x + waves[0], from_y + waves[1], cv2.INTER_LINEAR)
    if rng.random() < PEN:
        bent = _other_pen(np.asarray(bent, np.uint8), float(rng.uniform(-0.5, 0.6)))
    return np.asarray(bent, np.uint8)


def _other_pen(image: NDArray[np.uint8], change: float) -> NDArray[np.uint8]:
    """A pen that is some half a pixel thicker (positive) or thinner."""
    kernel = np.ones((2, 2), np.uint8) if abs(change) < 0.3 else np.ones((3, 3), np.uint8)
    other = cv2.dilate(image, kernel) if change > 0 else cv2.erode(image, kernel)
    weight = abs(change) if change > 0 else 0.7 * abs(change)
    return np.asarray(cv2.addWeighted(image, 1 - weight, np.asarray(other), weight, 0), np.uint8)
