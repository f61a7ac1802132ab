"""Run stored networks of maps, the finder and the ink network, through LiteRT or Keras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitrec.models.map_shapes import FINDER_SIZES, INK_SIZES, SINGLE_SIZES, signature_of
from digitrec.models.opening import EngineT, TwinParts, first_that_opens, open_model
from digitrec.models.record import FINDER, INK, SINGLE
from digitrec.models.store import StoredModel, scan_models
from digitrec.models.tiling import Maps, Size, look_through, tiling_of
from digitrec.page.regions import FinderMaps
from digitrec.types import Image, Ink

OVERLAP = {FINDER: 64, INK: 64, SINGLE: 32}  # pixels that neighbouring windows share
UNIT_HEIGHT = 32.0  # pixels: the finder tells heights as binary logarithms of their share of this
OCTAVES = (-4.0, 4.5)  # of that, at most

Look = Callable[[Image], Maps]  # (h, w, 3) uint8 of one of the sizes to maps


class TwinMaps:
    """The compiled twin, which has a part for each size. Safe to call from several threads.

    Args:
        flatbuffer: the model without its trailer.
        names: of its outputs, in the order wanted.
        sizes: of images it can look at.
        threads: how many threads it may use.

    Raises:
        ModelError: it is no such network; the message does not name the file.
        ValueError, RuntimeError: LiteRT cannot load it.
    """

    kind = "LiteRT"

    def __init__(self, flatbuffer: bytes, names: Sequence[str], sizes: Sequence[Size], threads: int) -> None:
        self._names = tuple(names)
        self._parts = TwinParts(
            flatbuffer, map(signature_of, sizes), threads, "network of maps of this version"
        )

    def __call__(self, image: Image) -> Maps:
        """Looks at an image of one of the sizes."""
        size = int(image.shape[0]), int(image.shape[1])
        made = self._parts.run(signature_of(size), scaled(image)[np.newaxis])
        return tuple(made[name][0] for name in self._names)


class KerasMaps:
    """The model itself; slower than its twin by far.

    Args:
        model: a `keras.Model`.
    """

    kind = "Keras"

    def __init__(self, model: Any) -> None:
        self._model = model

    def __call__(self, image: Image) -> Maps:
        """Looks at an image of one of the sizes."""
        made = self._model.predict_on_batch(scaled(image)[np.newaxis])
        return tuple(np.asarray(one[0], np.float32) for one in (made if isinstance(made, list) else [made]))


def scaled(image: Image) -> NDArray[np.float32]:
    """An image as the networks take it: float32 in [-1, 1]."""
    return image.astype(np.float32) * np.float32(1 / 127.5) - np.float32(1)


def _probability(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float32]:
    powers = np.exp(-np.clip(logits / np.float32(temperature), -30, 30))
    return np.asarray(1 / (1 + powers), np.float32)


class FinderEngine:
    """Finds rows of digits in whole images.

    Args:
        look: runs the network.
        temperature: calibration of the kernels, from the model's record.
    """

    def __init__(self, look: Look, temperature: float = 1.0) -> None:
        self._look = look
        self._temperature = temperature

    def maps(self, image: Image) -> FinderMaps:
        """What it says of an image.

        Args:
            image: (H, W, 3) uint8, of any size.

        Returns:
            Maps of (ceil(H / 4), ceil(W / 4)) cells.
        """
        tiling = tiling_of((image.shape[0], image.shape[1]), FINDER_SIZES, OVERLAP[FINDER])
        (maps,) = look_through(image, tiling, self._look)
        height = np.asarray(UNIT_HEIGHT * np.exp2(np.clip(maps[..., 1], *OCTAVES)), np.float32)
        kernel = _probability(maps[..., 0], self._temperature)
        return FinderMaps(kernel, height, maps[..., 2:4], _probability(maps[..., 4]))


class InkEngine:
    """Tells the ink of digits from everything else in what was cut out.

    Args:
        look: runs the network.
        temperature: calibration of the row kernels, from the model's record.
    """

    def __init__(self, look: Look, temperature: float = 1.0) -> None:
        self._look = look
        self._temperature = temperature

    def ink(self, image: Image) -> tuple[Ink, NDArray[np.float32]]:
        """What is ink.

        Args:
            image: (H, W, 3) uint8, of any size, digits about 40 pixels tall.

        Returns:
            (H, W) uint8 ink, 128 is the threshold, and (ceil(H / 2), ceil(W / 2)) float32 row kernels.
        """
        tiling = tiling_of((image.shape[0], image.shape[1]), INK_SIZES, OVERLAP[INK])
        ink, kernels = look_through(image, tiling, self._look)
        return _inked(ink), _probability(kernels[..., 0], self._temperature)


class SingleEngine:
    """Tells the ink of the one digit of an image from everything else.

    Args:
        look: runs the network.
    """

    def __init__(self, look: Look) -> None:
        self._look = look

    def ink(self, image: Image) -> Ink:
        """What is ink.

        Args:
            image: (H, W, 3) uint8, its longer side `SINGLE_SIDE`.

        Returns:
            (H, W) uint8, 128 is the threshold.
        """
        tiling = tiling_of((image.shape[0], image.shape[1]), SINGLE_SIZES, OVERLAP[SINGLE])
        (ink,) = look_through(image, tiling, self._look)
        return _inked(ink)


def _inked(logits: NDArray[np.float32]) -> Ink:
    """Logits (H, W, 1) as ink (H, W) uint8."""
    return np.asarray(np.rint(_probability(logits[..., 0]) * np.float32(255)), np.uint8)


def load_finder(stored: StoredModel, threads: int | None = None) -> FinderEngine:
    """Loads a finder: LiteRT on its twin if that is fresh, else Keras.

    Args:
        stored: the model.
        threads: how many threads it may use; None = one a core, at most 4.

    Raises:
        ModelError: the model cannot be used; the message names the file.
    """
    return _load(FINDER, stored, threads, ("maps",), FINDER_SIZES, FinderEngine)


def load_ink(stored: StoredModel, threads: int | None = None) -> InkEngine:
    """Loads an ink network, as `load_finder`."""
    return _load(INK, stored, threads, ("ink", "kernels"), INK_SIZES, InkEngine)


def load_single(stored: StoredModel, threads: int | None = None) -> SingleEngine:
    """Loads a network for images of one digit, as `load_finder`."""
    return _load(SINGLE, stored, threads, ("ink",), SINGLE_SIZES, lambda look, _: SingleEngine(look))


def _load(
    kind: str,
    stored: StoredModel,
    threads: int | None,
    names: Sequence[str],
    sizes: Sequence[Size],
    engine: Callable[[Look, float], EngineT],
) -> EngineT:
    return open_model(
        kind,
        stored,
        threads,
        lambda twin, temperature, n: engine(TwinMaps(twin, names, sizes, n), temperature),
        lambda model, temperature: engine(KerasMaps(model), temperature),
    )


class PageEngines(NamedTuple):
    """The networks that find numbers in images.

    Args:
        finder: looks at whole images.
        ink: looks at what is cut out of them.
        single: looks at images of one digit, if there is such a network.
    """

    finder: FinderEngine
    ink: InkEngine
    single: SingleEngine | None


def load_best_maps(
    directory: Path | str, threads: int | None = None
) -> tuple[PageEngines | None, tuple[str, ...]]:
    """Loads the best usable networks of maps of a folder, if it has a finder and an ink network.

    Args:
        directory: the model folder.
        threads: see `load_finder`.

    Returns:
        They or None; and one sentence about each model that was passed over.
    """
    scan = scan_models(directory)
    finder, skipped = first_that_opens(scan.of(FINDER), lambda stored: load_finder(stored, threads))
    ink, more = first_that_opens(scan.of(INK), lambda stored: load_ink(stored, threads))
    if finder is None or ink is None:
        return None, (*skipped, *more)
    single, rest = first_that_opens(scan.of(SINGLE), lambda stored: load_single(stored, threads))
    return PageEngines(finder[1], ink[1], None if single is None else single[1]), (*skipped, *more, *rest)
