"""Digits of other hands: a taught glyph has to be nearer than these to count."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.models.features import Features
from digitrec.models.files import write_whole
from digitrec.models.places import PACKAGE
from digitrec.page.normalise import to_model_input
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyphs

MNIST = PACKAGE / "datasets" / "mnist.npz"
COUNT = 500  # digits


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """Digits of other hands as a model sees them.

    Args:
        features: (N, F) float32, each of length 1.
        labels: (N,) int64.
    """

    features: Features
    labels: NDArray[np.int64]

    def nearest(self, features: Features) -> NDArray[np.float32]:
        """How alike each glyph and the most alike reference of each digit are: (M, 10) float32, -1 to 1."""
        alike = likeness(features, self.features)
        nearest = [alike[:, self.labels == label].max(axis=1, initial=-1.0) for label in range(NOT_A_DIGIT)]
        return np.stack(nearest, axis=1).astype(np.float32)


def likeness(some: Features, others: Features) -> NDArray[np.float32]:
    """How alike glyphs are, as cosines: (M, F) and (N, F) to (M, N).

    Not a product of matrices: the threads of its library wait for each other, on a busy machine up to 0.2 s.
    """
    return np.asarray(np.einsum("ik,jk->ij", some, others), np.float32)


def load_references(look: Callable[[Glyphs], Features], digest: str, folder: Path) -> References:
    """The references as a model sees them; looked at once, and kept beside what was taught.

    Args:
        look: the model's features of glyphs.
        digest: of the model.
        folder: where they are kept, if it can be written.
    """
    inks, labels = mnist_digits(COUNT)
    kept = folder / ".references" / f"{digest[:16]}.npy"
    with suppress(OSError, ValueError, EOFError):
        features = np.load(kept, allow_pickle=False)
        if features.ndim == 2 and len(features) == len(labels) and features.dtype == np.float16:
            return References(features.astype(np.float32), labels)
    features = look(np.stack([to_model_input(ink) for ink in inks]))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        content = io.BytesIO()
        np.save(content, features.astype(np.float16))
        write_whole(kept, content.getvalue())
    return References(features, labels)


def mnist_digits(count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The first digits of MNIST's training images, without unpacking all of them: ink, and labels."""
    with zipfile.ZipFile(MNIST) as archive:
        parts = []
        for name, size in (("x_train.npy", GLYPH_SIDE**2), ("y_train.npy", 1)):
            with archive.open(name) as file:
                np.lib.format.read_magic(file)
                np.lib.format.read_array_header_1_0(file)
                parts.append(np.frombuffer(file.read(count * size), np.uint8))
    return parts[0].reshape(-1, GLYPH_SIDE, GLYPH_SIDE), parts[1].astype(np.int64)
