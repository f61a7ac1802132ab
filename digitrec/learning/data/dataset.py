"""Labelled digits, and their division into training, validation and test images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.page.normalise import to_model_input
from digitrec.types import GLYPH_SIDE, Glyphs, Ink

MNIST_FILE = Path(__file__).parents[2] / "datasets" / "mnist.npz"
DIGITS = 10  # classes of a data set
VALIDATION_COUNT = 5_000  # of the 60,000 training images
SPLIT_SEED = 1998  # the split is the same for every training, whatever its own seed

Labels = NDArray[np.int64]  # (N,)


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Digits as ink, with their labels.

    Args:
        inks: (N, H, W) uint8, 0 = paper, 255 = ink.
        labels: (N,) int64, 0 to 9.
    """

    inks: NDArray[np.uint8]
    labels: Labels

    def __post_init__(self) -> None:
        if self.inks.ndim != 3 or self.inks.dtype != np.uint8 or len(self.inks) != len(self.labels):
            raise ValueError(
                f"Images are (N, H, W) uint8 with N labels, got {self.inks.dtype} {self.inks.shape} "
                f"and {len(self.labels)} labels."
            )

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index: NDArray[np.int64]) -> Images:
        """The images with these numbers."""
        return Images(self.inks[index], self.labels[index])


def no_images() -> Images:
    """None at all, of the size that models see."""
    return Images(np.zeros((0, GLYPH_SIDE, GLYPH_SIDE), np.uint8), np.zeros(0, np.int64))


def joined(parts: Sequence[Images]) -> Images:
    """Images of one size, one after the other."""
    if not parts:
        return no_images()
    return Images(np.concatenate([p.inks for p in parts]), np.concatenate([p.labels for p in parts]))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken, and why, as a clause: "there is no ink in it"."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images to train on, images to choose by, and images to be looked at once, at the end (perhaps none).

    Args:
        training: what is learned.
        validation: what epochs, temperatures and thresholds are chosen by.
        test: what chooses nothing.
        facts: where they come from, for the record.
        skipped: files that were passed over.
    """

    training: Images
    validation: Images
    test: Images
    facts: Mapping[str, Any] = field(default_factory=dict)
    skipped: Sequence[Skipped] = ()


def split(labels: Labels, count: int = VALIDATION_COUNT, seed: int = SPLIT_SEED) -> tuple[Labels, Labels]:
    """Sets aside validation images, as many of each class as its share asks for.

    Args:
        labels: (N,) int64.
        count: validation images wanted; at most a third of all are taken.
        seed: of the drawing.

    Returns:
        The numbers of the training images and of the validation images, both ascending.
    """
    count = min(count, len(labels) // 3)
    rng = np.random.default_rng(seed)
    classes, sizes = np.unique(labels, return_counts=True)
    exact = count * sizes / max(1, len(labels))
    shares = np.floor(exact).astype(int)
    shares[np.argsort(shares - exact)[: count - shares.sum()]] += 1
    drawn = [
        rng.choice(np.flatnonzero(labels == label), share, replace=False)
        for label, share in zip(classes, shares, strict=True)
    ]
    validation = np.sort(np.concatenate([np.zeros(0, np.int64), *drawn]))
    return np.setdiff1d(np.arange(len(labels)), validation), validation


def to_glyphs(images: Images) -> Glyphs:
    """Brings images down the one road, undistorted: (N, 28, 28) float32 in [0, 1]."""
    return glyphs_of(images.inks)


def glyphs_of(inks: Iterable[Ink]) -> Glyphs:
    """Ink as model input: (N, 28, 28) float32 in [0, 1]."""
    glyphs = [to_model_input(ink) for ink in inks]
    return np.stack(glyphs) if glyphs else np.zeros((0, GLYPH_SIDE, GLYPH_SIDE), np.float32)
