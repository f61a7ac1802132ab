"""Runs a stored sequence model: a line to the probabilities of its steps, through LiteRT or Keras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.models.architectures.sequence import BLANK, CLASSES, SIGNED_CLASSES, steps_of
from digitrec.models.engine import calibrated, check_softmax
from digitrec.models.line_shapes import CLASS_COUNTS, WIDTHS, check_line_shapes, signature_of, width_for
from digitrec.models.opening import TwinParts, first_that_opens, open_model
from digitrec.models.record import SEQUENCE
from digitrec.models.store import StoredModel, scan_models
from digitrec.page.normalise_line import LINE_HEIGHT, LineImage

Steps: TypeAlias = NDArray[np.float32]
"""(T, 11), rows sum to 1: "no new digit", then the ten digits; (T, 16) with the signs behind them."""

WIDEST_LINE = WIDTHS[-1]  # pixels; wider lines are not read


class SequenceEngine(Protocol):
    """Something that reads lines; `kind` is "LiteRT" or "Keras", `signs` whether it knows signs."""

    kind: str
    signs: bool

    def steps(self, lines: Sequence[LineImage]) -> list[Steps]:
        """What stands at every step of every line.

        Args:
            lines: each (32, W) float32 in [0, 1], W at most `WIDEST_LINE`.

        Returns:
            For each (W / 2, 11 or 16) float32, calibrated, rows sum to 1.

        Raises:
            ValueError: a line has another height or is too wide.
        """


class LiteRTSequenceEngine:
    """The compiled twin, which has a part for each of the `WIDTHS`. Safe to call from several threads.

    Args:
        flatbuffer: the model without its trailer.
        temperature: calibration from the model's record.
        threads: how many threads a line may use.

    Raises:
        ModelError: it is no sequence model; the message does not name the file.
        ValueError, RuntimeError: LiteRT cannot load it.
    """

    kind = "LiteRT"

    def __init__(self, flatbuffer: bytes, temperature: float = 1.0, threads: int = 1) -> None:
        self._temperature = temperature
        self._parts = TwinParts(flatbuffer, map(signature_of, WIDTHS), threads, "sequence model")
        self.signs = _checked_classes(self._run(np.zeros((LINE_HEIGHT, WIDTHS[0]), np.float32)))

    def steps(self, lines: Sequence[LineImage]) -> list[Steps]:
        """See `SequenceEngine.steps`."""
        return [calibrated(self._run(line)[: steps_of(line.shape[1])], self._temperature) for line in lines]

    def _run(self, line: LineImage) -> Steps:
        width = width_for(_checked(line).shape[1])
        made = self._parts.run(signature_of(width), padded(line, width)[np.newaxis, ..., np.newaxis])
        steps: Steps = next(iter(made.values()))[0]
        return steps


class KerasSequenceEngine:
    """The model itself; slower than its twin by far.

    Args:
        model: a `keras.Model` with the shapes of a sequence model.
        temperature: calibration from the model's record.
    """

    kind = "Keras"

    def __init__(self, model: Any, temperature: float = 1.0) -> None:
        check_line_shapes(model.input_shape, model.output_shape)
        self._temperature = temperature
        self._model = model
        self.signs = _checked_classes(self._run(np.zeros((LINE_HEIGHT, WIDTHS[0]), np.float32)))

    def steps(self, lines: Sequence[LineImage]) -> list[Steps]:
        """See `SequenceEngine.steps`."""
        return [calibrated(self._run(line)[: steps_of(line.shape[1])], self._temperature) for line in lines]

    def _run(self, line: LineImage) -> Steps:
        field = padded(line, width_for(_checked(line).shape[1]))
        return np.asarray(self._model.predict_on_batch(field[np.newaxis, ..., np.newaxis])[0], np.float32)


def without_signs(steps: Steps) -> Steps:
    """Steps to which signs are nothing new: (T, 11 or 16) to (T, 11)."""
    if steps.shape[1] == CLASSES:
        return steps
    digits = steps[:, :CLASSES].copy()
    digits[:, BLANK] += steps[:, CLASSES:].sum(axis=1)
    return digits


def padded(line: LineImage, width: int) -> LineImage:
    """A line with paper on its right up to a width."""
    field = np.zeros((line.shape[0], width), np.float32)
    field[:, : line.shape[1]] = line
    return field


def load_sequence(stored: StoredModel, threads: int | None = None) -> SequenceEngine:
    """Loads a sequence model: LiteRT on its twin if that is fresh, else Keras.

    Args:
        stored: the model.
        threads: how many threads a line may use; None = one: more make its steps, which wait for one another,
            no faster.

    Raises:
        ModelError: the model cannot be used; the message names the file.
    """
    through_twin: Callable[[bytes, float, int], SequenceEngine] = LiteRTSequenceEngine
    through_keras: Callable[[Any, float], SequenceEngine] = KerasSequenceEngine
    return open_model(SEQUENCE, stored, threads or 1, through_twin, through_keras)


def load_best_sequence(
    directory: Path | str, threads: int | None = None, signs: bool = False
) -> tuple[StoredModel | None, SequenceEngine | None, tuple[str, ...]]:
    """Loads the best usable sequence model of a folder, if it has one.

    Args:
        directory: the model folder.
        threads: see `load_sequence`.
        signs: whether it has to know signs.

    Returns:
        The model and its engine, or None twice; and one sentence about each that was passed over.
    """

    def load(stored: StoredModel) -> SequenceEngine:
        engine = load_sequence(stored, threads)
        if signs and not engine.signs:
            raise ModelError(f"{stored.path} cannot be used: it knows no signs.")
        return engine

    known = [
        stored
        for stored in scan_models(directory).sequences
        if not signs or stored.record is None or stored.record.classes == SIGNED_CLASSES
    ]
    found, skipped = first_that_opens(known, load)
    return (None, None, skipped) if found is None else (*found, skipped)


def _checked(line: LineImage) -> LineImage:
    if line.ndim != 2 or line.shape[0] != LINE_HEIGHT or line.dtype != np.float32:
        raise ValueError(f"A line must be ({LINE_HEIGHT}, W) float32, got {line.dtype} {line.shape}.")
    return line


def _checked_classes(steps: Steps) -> bool:
    """Whether they know signs."""
    if steps.shape[1] not in CLASS_COUNTS:
        counts = " or ".join(map(str, CLASS_COUNTS))
        raise ModelError(f"it gives {steps.shape[1]} classes, a sequence model gives {counts}")
    check_softmax(steps)
    return bool(steps.shape[1] == SIGNED_CLASSES)
