"""The shapes of a sequence model, and the few widths at which its LiteRT twin reads lines."""

from __future__ import annotations

from typing import Any

from digitrec.errors import ModelError
from digitrec.models.architectures.sequence import CLASSES, SIGNED_CLASSES
from digitrec.page.normalise_line import LINE_HEIGHT

CLASS_COUNTS = (CLASSES, SIGNED_CLASSES)  # without and with signs
WIDTHS = (64, 96, 128, 160, 224, 320, 512)  # pixels: a line is read at the smallest that holds it
"""LiteRT runs an LSTM at a fixed size only; the twin holds the weights once, however many widths."""


def width_for(width: int) -> int:
    """The width at which a line is read.

    Raises:
        ValueError: the line is wider than any.
    """
    for choice in WIDTHS:
        if width <= choice:
            return choice
    raise ValueError(f"A line of {width} pixels is too wide; the widest that is read has {WIDTHS[-1]}.")


def signature_of(width: int) -> str:
    """The name of the twin's part that reads lines of this width."""
    return f"lines_{width}"


def is_line_model(input_shape: object) -> bool:
    """Whether a model of this input shape reads lines: (N, 32, any, 1)."""
    given = tuple(input_shape) if isinstance(input_shape, (tuple, list)) else ()
    return given[1:] == (LINE_HEIGHT, None, 1)


def check_line_shapes(input_shape: object, output_shape: object) -> None:
    """Holds a model to (N, 32, W, 1) in and (N, steps, 11 or 16) out, whatever the width.

    Raises:
        ModelError: the shapes are others; the message does not name the file.
    """
    made = tuple(output_shape) if isinstance(output_shape, (tuple, list)) else ()
    if not is_line_model(input_shape) or len(made) != 3 or made[2] not in CLASS_COUNTS:
        raise ModelError(
            f"it takes {input_shape} and gives {output_shape}, a sequence model takes "
            f"(N, {LINE_HEIGHT}, any, 1) and gives (N, any, {CLASSES} or {SIGNED_CLASSES})"
        )


def line_signatures(model: Any, tensorflow: Any) -> dict[str, Any]:
    """The model as functions of one line, one for each of the `WIDTHS`."""

    def read(line: Any) -> Any:
        return model(line, training=False)

    signatures = {}
    for width in WIDTHS:
        shape = tensorflow.TensorSpec((1, LINE_HEIGHT, width, 1), tensorflow.float32, name="line")
        signatures[signature_of(width)] = tensorflow.function(read).get_concrete_function(shape)
    return signatures
