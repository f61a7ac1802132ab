"""What a model sees in a glyph: the values that its last layer weighs, by which glyphs can be compared.

The twin gives probabilities alone. A FlatBuffer names its outputs by number, so a copy in memory can name
another tensor in their place: the one that the last fully connected layer takes.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.models.loading import load_keras
from digitrec.models.opening import open_interpreter
from digitrec.models.quiet import muted_stderr, quiet_keras
from digitrec.models.store import StoredModel
from digitrec.models.twin import fresh_twin
from digitrec.types import GLYPH_SIDE, Glyphs

Features: TypeAlias = NDArray[np.float32]  # (N, F)
LARGEST_BATCH = 64  # glyphs run at once
SUBGRAPHS, OUTPUTS = 2, 2  # of the fields of a model and of a subgraph, in the schema of TensorFlow Lite
LAST_LAYER = "FULLY_CONNECTED"


def load_features(stored: StoredModel, threads: int = 1) -> Callable[[Glyphs], Features]:
    """A function from (N, 28, 28) glyphs to their features, (N, F) float32 of length 1 each.

    Args:
        stored: the model.
        threads: how many threads a batch may use.

    Raises:
        ModelError: the model has no last layer that weighs features, or cannot be used.
    """
    flatbuffer = fresh_twin(stored.twin, stored.digest)
    try:
        if flatbuffer is not None:
            run = _through_twin(flatbuffer, threads)
            return lambda glyphs: _in_parts(run, glyphs)
    except (ImportError, ValueError, RuntimeError, IndexError, struct.error):
        pass  # LiteRT is missing or of another version
    try:
        run = _through_keras(load_keras(stored.path))
    except ImportError as error:
        raise ModelError(f"{stored.path} cannot compare glyphs ({error}).") from None
    return lambda glyphs: _in_parts(run, glyphs)


def _through_twin(flatbuffer: bytes, threads: int) -> Callable[[Glyphs], Features]:
    tensor = _last_input(open_interpreter(flatbuffer, threads))
    interpreter, lock = open_interpreter(with_output(flatbuffer, tensor), threads), threading.Lock()
    entry = interpreter.get_input_details()[0]["index"]

    def run(glyphs: Glyphs) -> Features:
        with lock:
            interpreter.resize_tensor_input(entry, [len(glyphs), GLYPH_SIDE, GLYPH_SIDE, 1])
            interpreter.allocate_tensors()
            interpreter.set_tensor(entry, glyphs[..., np.newaxis])
            interpreter.invoke()
            made: Features = interpreter.get_tensor(tensor)
            return made.reshape(len(glyphs), -1)

    return run


def _last_input(interpreter: Any) -> int:
    """The tensor that the last fully connected layer takes."""
    with muted_stderr():
        interpreter.allocate_tensors()
    layers = [one for one in interpreter._get_ops_details() if one["op_name"] == LAST_LAYER]
    return int(layers[-1]["inputs"][0])


def with_output(flatbuffer: bytes, tensor: int) -> bytes:
    """A copy of a compiled model whose first output is another one of its tensors."""
    changed = bytearray(flatbuffer)
    graphs = _field(changed, _at(changed, 0), SUBGRAPHS)
    outputs = _field(changed, _at(changed, graphs + 4), OUTPUTS)
    if _number(changed, outputs) != 1:
        raise ValueError("It has more than one output.")
    struct.pack_into("<i", changed, outputs + 4, tensor)
    return bytes(changed)


def _field(content: bytearray, table: int, field: int) -> int:
    """Where a field of a table lies, which is a vector: its length, and then its entries."""
    names = table - _number(content, table)
    length, place = struct.unpack_from("<H", content, names)[0], 4 + 2 * field
    offset = struct.unpack_from("<H", content, names + place)[0] if place < length else 0
    if not offset:
        raise ValueError("It lacks a field.")
    return _at(content, table + offset)


def _at(content: bytearray, place: int) -> int:
    """Where the offset at a place leads to."""
    return place + _number(content, place)


def _number(content: bytearray, place: int) -> int:
    number: int = struct.unpack_from("<i", content, place)[0]
    return number


def _through_keras(model: Any) -> Callable[[Glyphs], Features]:
    keras = quiet_keras()
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    if not layers:
        raise ModelError(f"{model.name} cannot compare glyphs: it ends in no layer that weighs features.")
    inside = keras.Model(model.input, layers[-1].input)
    return lambda glyphs: np.asarray(inside.predict_on_batch(glyphs[..., np.newaxis]), np.float32).reshape(
        len(glyphs), -1
    )


def _in_parts(run: Callable[[Glyphs], Features], glyphs: Glyphs) -> Features:
    glyphs = np.ascontiguousarray(glyphs, np.float32)
    parts = [run(glyphs[at : at + LARGEST_BATCH]) for at in range(0, len(glyphs), LARGEST_BATCH)]
    features = np.concatenate(parts)
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, np.float32(1e-9)), np.float32)
