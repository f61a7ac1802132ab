"""Runs a stored model: through LiteRT on its twin, or through Keras where that is not to be had."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from digitrec.errors import ModelError
from digitrec.models.export import write_twin
from digitrec.models.loading import check_shapes
from digitrec.models.opening import first_that_opens, open_interpreter, open_model
from digitrec.models.quiet import muted_stderr, quiet_keras
from digitrec.models.record import CLASSIFIER, SEQUENCE
from digitrec.models.store import StoredModel, scan_models, stored_model
from digitrec.types import GLYPH_SIDE, Glyphs, Probabilities

LARGEST_BATCH = 64  # glyphs run at once; more are run in parts, so that memory stays flat
SUM_TOLERANCE = 1e-3  # how far from 1 the probabilities of a softmax may sum
SMALLEST = 1e-12  # keeps powers of probabilities finite


class Engine(Protocol):
    """Something that tells digits apart.

    `kind` is "LiteRT" or "Keras"; `classes` is 10, or 11 where the last class means "not a digit".
    """

    kind: str
    classes: int

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """Calibrated probabilities.

        Args:
            glyphs: (N, 28, 28) float32 in [0, 1]; N may be 0.

        Returns:
            (N, classes) float32, rows sum to 1.

        Raises:
            ValueError: `glyphs` has another shape.
        """


class LiteRTEngine:
    """The compiled twin. Safe to call from several threads, one at a time runs.

    Args:
        flatbuffer: the model without its trailer.
        temperature: calibration from the model's record.
        threads: how many threads a batch may use.

    Raises:
        ModelError: the model has another shape than a digit model; the message does not name the file.
        ValueError, RuntimeError: LiteRT cannot load it.
    """

    kind = "LiteRT"

    def __init__(self, flatbuffer: bytes, temperature: float = 1.0, threads: int = 1) -> None:
        self._temperature = temperature
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(flatbuffer, threads)
        with muted_stderr():
            self._interpreter.allocate_tensors()
        given, made = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if len(given) != 1 or len(made) != 1:
            raise ModelError("it has more than one input or output")
        self.classes = check_shapes(given[0]["shape_signature"].tolist(), made[0]["shape_signature"].tolist())
        self._input, self._output = given[0]["index"], made[0]["index"]
        self._batch = int(given[0]["shape"][0])
        check_softmax(self._run(_probe()))

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """See `Engine.probabilities`."""
        return calibrated(_in_parts(self._run, glyphs, self.classes), self._temperature)

    def _run(self, glyphs: Glyphs) -> Probabilities:
        with self._lock:
            if len(glyphs) != self._batch:
                self._interpreter.resize_tensor_input(self._input, [len(glyphs), GLYPH_SIDE, GLYPH_SIDE, 1])
                self._interpreter.allocate_tensors()
                self._batch = len(glyphs)
            self._interpreter.set_tensor(self._input, glyphs[..., np.newaxis])
            self._interpreter.invoke()
            answer: Probabilities = self._interpreter.get_tensor(self._output)
            return answer


class KerasEngine:
    """The model itself, through one compiled function.

    Args:
        model: a `keras.Model` with the shapes of a digit model.
        temperature: calibration from the model's record.
    """

    kind = "Keras"

    def __init__(self, model: Any, temperature: float = 1.0) -> None:
        self._temperature = temperature
        self.classes = check_shapes(model.input_shape, model.output_shape)
        self._model = model
        self._function = _compiled(model)
        check_softmax(self._run(_probe()))

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """See `Engine.probabilities`."""
        return calibrated(_in_parts(self._run, glyphs, self.classes), self._temperature)

    def _run(self, glyphs: Glyphs) -> Probabilities:
        return np.asarray(self._function(glyphs[..., np.newaxis]), np.float32)


def load_engine(stored: StoredModel, threads: int | None = None) -> Engine:
    """Loads a model for reading.

    LiteRT on the twin if that is fresh: no TensorFlow is imported. Else Keras; then a new twin is left behind
    for the next time, if the folder can be written.

    Args:
        stored: the model.
        threads: how many threads a batch may use; None = one a core, at most 4.

    Raises:
        ModelError: the model cannot be used; the message names the file.
    """
    if stored.kind == SEQUENCE:
        raise ModelError(
            f"{stored.path} reads whole lines, beside a model of single digits: name one of those."
        )
    return open_model(
        CLASSIFIER, stored, threads, LiteRTEngine, lambda model, t: _with_new_twin(stored, model, t)
    )


def _with_new_twin(stored: StoredModel, model: Any, temperature: float) -> Engine:
    engine = KerasEngine(model, temperature)
    with suppress(OSError, ModelError):
        write_twin(stored.path, stored.twin, model)
    return engine


def load_best(
    directory: Path | str, model: Path | str | None = None, threads: int | None = None
) -> tuple[StoredModel, Engine, tuple[str, ...]]:
    """Loads the best usable model of a folder, or the one that is asked for.

    Args:
        directory: the model folder.
        model: a `.keras` file; then this one or none.
        threads: see `load_engine`.

    Returns:
        The model, its engine, and one sentence about each file that was passed over on the way.

    Raises:
        ModelError: there is no usable model; the message says where and what to do.
    """
    if model is not None:
        stored = stored_model(model)
        return stored, load_engine(stored, threads), ()
    scan = scan_models(directory)
    if not scan.models:
        because = f" {scan.skipped[0]}" if scan.skipped else ""
        raise ModelError(
            f"No trained model in {directory} (looked for *.keras).{because} Train one: digitrec train"
        )
    stored, engine, skipped = load_first(scan.models, threads)
    return stored, engine, scan.skipped + skipped


def load_first(
    models: Iterable[StoredModel], threads: int | None = None
) -> tuple[StoredModel, Engine, tuple[str, ...]]:
    """Loads the first model that works.

    Args:
        models: best first.
        threads: see `load_engine`.

    Returns:
        The model, its engine, and one sentence about each that was passed over.

    Raises:
        ModelError: none works; the message is the last one's.
    """
    found, skipped = first_that_opens(models, lambda stored: load_engine(stored, threads))
    if found is None:
        raise ModelError(skipped[-1] if skipped else "No model to load. Train one: digitrec train")
    return *found, skipped


def _compiled(model: Any) -> Any:
    keras = quiet_keras()
    if keras.config.backend() != "tensorflow":
        return model.predict_on_batch
    import tensorflow as tf

    signature = tf.TensorSpec([None, GLYPH_SIDE, GLYPH_SIDE, 1], tf.float32)
    return tf.function(lambda glyphs: model(glyphs, training=False), input_signature=[signature])


def _in_parts(run: Any, glyphs: Glyphs, classes: int) -> Probabilities:
    if glyphs.ndim != 3 or glyphs.shape[1:] != (GLYPH_SIDE, GLYPH_SIDE):
        raise ValueError(f"glyphs must be (N, 28, 28), got {glyphs.shape}.")
    if len(glyphs) == 0:
        return np.zeros((0, classes), np.float32)
    glyphs = np.ascontiguousarray(glyphs, np.float32)
    starts = range(0, len(glyphs), LARGEST_BATCH)
    return np.concatenate([run(glyphs[start : start + LARGEST_BATCH]) for start in starts])


def calibrated(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Temperature scaling (Guo et al. 2017) on probabilities: powers of them, as the logits are divided."""
    if temperature == 1.0:
        return probabilities
    powers = np.maximum(probabilities, SMALLEST) ** (1.0 / temperature)
    scaled: Probabilities = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return scaled


def _probe() -> Glyphs:
    """A blank and a full glyph."""
    return np.stack([np.full((GLYPH_SIDE, GLYPH_SIDE), value, np.float32) for value in (0.0, 1.0)])


def check_softmax(probabilities: Probabilities) -> None:
    """Holds what a model gives to probabilities.

    Raises:
        ModelError: they are none; the message does not name the file.
    """
    sums = probabilities.sum(axis=1)
    if not np.all(np.isfinite(sums)) or np.abs(sums - 1).max() > SUM_TOLERANCE or probabilities.min() < 0:
        raise ModelError("it does not end in probabilities (its outputs do not sum to 1: add a softmax)")
