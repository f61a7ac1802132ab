"""Loads a `.keras` file: looked through first, in Keras' safe mode, held to the shape of a digit model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.models.archive import check_archive, check_weights
from digitrec.models.quiet import quiet_keras
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT

Weights: TypeAlias = list[NDArray[np.float32]]

INPUT_SHAPE = (GLYPH_SIDE, GLYPH_SIDE, 1)
CLASS_COUNTS = (NOT_A_DIGIT, NOT_A_DIGIT + 1)


def load_keras(path: Path, check: Callable[[object, object], object] | None = None) -> Any:
    """Loads a model.

    Args:
        path: a `.keras` file, trusted or not.
        check: holds its input and output shapes to what is wanted; None = to a digit model.

    Returns:
        The `keras.Model`, not compiled; a digit model goes from (N, 28, 28, 1) float32 to (N, 10 or 11).

    Raises:
        ModelError: it is broken, hostile or of the wrong shape; the message names the file.
    """
    try:
        check_archive(path)
        check_weights(path)
        model = _load(path)
        (check or check_shapes)(model.input_shape, model.output_shape)
    except ModelError as error:
        raise ModelError(f"{path} cannot be used: {error}") from None
    return model


def weights_of(path: Path) -> Weights:
    """The weights of a model of any kind.

    Raises:
        ModelError: it is broken or hostile; the message names the file.
    """
    weights: Weights = load_keras(path, lambda *_: None).get_weights()
    return weights


def _load(path: Path) -> Any:
    keras = quiet_keras()
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError) as error:
        reason = " ".join((str(error) or type(error).__name__).split())
        raise ModelError(f"Keras cannot load it ({reason[:200]})") from None


def check_shapes(input_shape: object, output_shape: object) -> int:
    """Holds a model to (N, 28, 28, 1) in and (N, 10 or 11) out.

    Args:
        input_shape: with the batch first, as Keras and LiteRT say it; anything else is refused.
        output_shape: likewise.

    Returns:
        The number of classes, 10 or 11.

    Raises:
        ModelError: the shapes are others; the message does not name the file.
    """
    given_in = tuple(input_shape) if isinstance(input_shape, (tuple, list)) else ()
    given_out = tuple(output_shape) if isinstance(output_shape, (tuple, list)) else ()
    if given_in[1:] != INPUT_SHAPE or len(given_out) != 2 or given_out[1] not in CLASS_COUNTS:
        raise ModelError(
            f"it takes {input_shape} and gives {output_shape}, a digit model takes (N, 28, 28, 1) "
            "and gives (N, 10) or (N, 11)"
        )
    return int(given_out[1])
