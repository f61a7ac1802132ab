"""Shards: composed pages made beforehand, some hundreds in a file, and read again."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.finder.targets import FINDER_KERNELS, INK_KERNELS, targets_of
from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.pages.sources import PageSources
from digitrec.models.files import written_beside

RECIPE = 3  # version of the pages: shards of another one are made again
PAGES, CROPS, SINGLES = "pages", "crops", "singles"  # what the names of files begin with


@dataclass(frozen=True, slots=True)
class Shard:
    """Which pages a file holds.

    Args:
        folder: of the files.
        seed: of the training.
        number: of the shard; the same seed and number give the same pages.
        kind: what they are.
        pages: how many.
    """

    folder: Path
    seed: int
    number: int
    kind: PageKind
    pages: int

    @property
    def path(self) -> Path:
        """The file."""
        what = SINGLES if self.kind.single else CROPS if self.kind.crop else PAGES
        size = "x".join(map(str, self.kind.shape))
        return self.folder / f"{what}_{RECIPE}_{self.seed}_{self.number:05}_{size}_{self.pages}.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Pages of one size, with their targets.

    Args:
        images: (N, H, W, 3) uint8.
        kernels: (N, h, w) uint8, see `targets`; h = H / 4 of whole pages, H / 2 of crops.
        light: (N,) bool.
        heights: (N, h, w) float16; None of crops.
        ups: (N, h, w, 2) float16; None of crops.
        ink: (N, H, W) uint8; None of whole pages.
        ignored: (N, H, W) bool; None of whole pages.
    """

    images: NDArray[np.uint8]
    kernels: NDArray[np.uint8]
    light: NDArray[np.bool_]
    heights: NDArray[np.float16] | None = None
    ups: NDArray[np.float16] | None = None
    ink: NDArray[np.uint8] | None = None
    ignored: NDArray[np.bool_] | None = None


def pages_of(shard: Shard, sources: PageSources) -> Pages:
    """The pages of a shard: read, or composed and kept for the next time."""
    with suppress(OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile):
        return _read(shard.path)
    rng = np.random.default_rng([shard.seed, shard.number, RECIPE])
    made = composed(rng, sources, shard.kind, shard.pages)
    with suppress(OSError):  # a full disk costs time, not the training
        shard.folder.mkdir(parents=True, exist_ok=True)
        _write(made, shard.path)
    return made


def forget_pages(folder: Path) -> None:
    """Deletes composed pages, and nothing else that may lie in their folder."""
    for what in (PAGES, CROPS, SINGLES):
        for path in folder.glob(f"{what}_*_*_*_*x*_*.npz"):
            path.unlink(missing_ok=True)


def composed(rng: np.random.Generator, sources: PageSources, kind: PageKind, count: int) -> Pages:
    """Composes pages."""
    made = [compose(rng, sources, kind) for _ in range(count)]
    images = np.stack([page.image for page in made])
    light = np.array([page.light for page in made])
    targets = [targets_of(page, INK_KERNELS if kind.crop else FINDER_KERNELS) for page in made]
    kernels = np.stack([one.kernel for one in targets])
    if kind.crop:
        ink, ignored = np.stack([page.ink for page in made]), np.stack([page.ignored for page in made])
        return Pages(images, kernels, light, ink=ink, ignored=ignored)
    heights, ups = np.stack([one.height for one in targets]), np.stack([one.up for one in targets])
    return Pages(images, kernels, light, heights, ups)


def _write(pages: Pages, path: Path) -> None:
    arrays = {name: getattr(pages, name) for name in Pages.__slots__}
    with written_beside(path) as beside, beside.open("wb") as file:
        np.savez(file, allow_pickle=False, **{name: a for name, a in arrays.items() if a is not None})


def _read(path: Path) -> Pages:
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        return Pages(**{name: file[name] for name in file.files})
