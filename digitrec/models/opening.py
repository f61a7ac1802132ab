"""Opens stored models of all kinds: through LiteRT or Keras, and the first of several that opens."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.models.kinds import MODEL_KINDS
from digitrec.models.loading import load_keras
from digitrec.models.quiet import muted_stderr, quiet_keras
from digitrec.models.store import StoredModel
from digitrec.models.twin import fresh_twin

MOST_THREADS = 4  # our models are too small for more

EngineT = TypeVar("EngineT")


def open_interpreter(flatbuffer: bytes, threads: int) -> Any:
    """A LiteRT interpreter of a twin, without what it says of itself.

    Raises:
        ImportError, ValueError, RuntimeError: LiteRT is missing, or cannot load the twin.
    """
    from ai_edge_litert.interpreter import Interpreter

    with muted_stderr():
        return Interpreter(model_content=flatbuffer, num_threads=threads)


class TwinParts:
    """A compiled twin with a part for each of a few sizes. Safe to call from several threads.

    Args:
        flatbuffer: the model without its trailer.
        names: of the parts that it must have.
        threads: how many threads it may use.
        what: what it should be, for the message.

    Raises:
        ModelError: a part is missing; the message does not name the file.
        ImportError, ValueError, RuntimeError: LiteRT is missing, or cannot load the twin.
    """

    def __init__(self, flatbuffer: bytes, names: Iterable[str], threads: int, what: str) -> None:
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(flatbuffer, threads)
        with muted_stderr():
            if set(names) - set(self._interpreter.get_signature_list()):
                raise ModelError(f"it is no {what}")
        self._runners: dict[
            str, tuple[Any, str]
        ] = {}  # made as they are needed: each takes memory of its own

    def run(self, name: str, array: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """What a part makes of an array, by the names of its outputs."""
        with self._lock:
            if name not in self._runners:
                with muted_stderr():
                    runner = self._interpreter.get_signature_runner(name)
                self._runners[name] = runner, next(iter(runner.get_input_details()))
            runner, entry = self._runners[name]
            made: dict[str, NDArray[np.float32]] = runner(**{entry: array})
            return made


def open_model(
    kind: str,
    stored: StoredModel,
    threads: int | None,
    through_twin: Callable[[bytes, float, int], EngineT],
    through_keras: Callable[[Any, float], EngineT],
) -> EngineT:
    """Opens a model for reading: LiteRT on its twin if that is fresh, else Keras.

    Args:
        kind: one of `KINDS`, which the caller can use; what the file says of itself does not count here.
        stored: the model.
        threads: how many threads it may use; None = one a core, at most 4.
        through_twin: makes the engine of a flatbuffer, a temperature and a number of threads.
        through_keras: makes it of a `keras.Model` and a temperature.

    Raises:
        ModelError: the model cannot be used; the message names the file.
    """
    temperature = stored.record.temperature if stored.record else 1.0
    flatbuffer = fresh_twin(stored.twin, stored.digest)
    threads = threads or min(MOST_THREADS, os.cpu_count() or 1)
    try:
        if flatbuffer is not None:
            return through_twin(flatbuffer, temperature, threads)
    except ModelError as error:
        raise _unusable(stored, error) from None
    except (ImportError, ValueError, RuntimeError):
        pass  # LiteRT is missing or of another version: Keras reads as well, only slower
    try:
        quiet_keras()
    except ImportError as error:
        raise ModelError(
            f"{stored.path} needs LiteRT or TensorFlow ({error}). Install one: pip install ai-edge-litert"
        ) from None
    model = load_keras(stored.path, MODEL_KINDS[kind].check)
    try:
        return through_keras(model, temperature)
    except ModelError as error:
        raise _unusable(stored, error) from None


def _unusable(stored: StoredModel, error: ModelError) -> ModelError:
    return ModelError(f"{stored.path} cannot be used: {error}.")


def first_that_opens(
    models: Iterable[StoredModel], open_one: Callable[[StoredModel], EngineT]
) -> tuple[tuple[StoredModel, EngineT] | None, tuple[str, ...]]:
    """Opens the first model that works.

    Args:
        models: best first.
        open_one: opens a model, or raises ModelError.

    Returns:
        The model and its engine, or None; and one sentence about each that was passed over.
    """
    skipped: list[str] = []
    for stored in models:
        try:
            return (stored, open_one(stored)), tuple(skipped)
        except ModelError as error:  # noqa: PERF203 - a broken model is rare
            skipped.append(f"Skipped {error}")
    return None, tuple(skipped)
