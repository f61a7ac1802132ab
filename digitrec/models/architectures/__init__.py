"""The networks that can be trained: one `build()` a file, and the explicit dict of them.

Every network takes (N, 28, 28, 1) float32 in [0, 1] and ends in a softmax over 11 classes, of which class 10
means "not a digit"; the layer before the softmax is a `Dense` named "logits". All are plain Keras 3, so they
train on each of its backends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digitrec.models.architectures import advanced, residual, student

LOGITS = "logits"  # name of the layer before the softmax

ARCHITECTURES: dict[str, Callable[..., Any]] = {
    "advanced": advanced.build,
    "residual": residual.build,
    "student": student.build,
}
"""Name to the function that builds a fresh, uncompiled `keras.Model`."""
