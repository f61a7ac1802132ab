"""What the networks are built of."""

from __future__ import annotations

from typing import Any

MOMENTUM = 0.98  # of the moving averages of batch normalisation


def convolution(maps: Any, width: int, strides: int = 1, padding: str = "same", kernel: int = 3) -> Any:
    """A convolution without bias, for a normalisation follows: (N, H, W, C) to (N, H', W', width)."""
    import keras

    return keras.layers.Conv2D(
        width, kernel, strides=strides, padding=padding, use_bias=False, kernel_initializer="he_normal"
    )(maps)


def activation(maps: Any) -> Any:
    """Batch normalisation and rectifier; the shape stays."""
    import keras

    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=MOMENTUM)(maps))


def answer(features: Any, classes: int) -> Any:
    """Probabilities of the classes: (N, F) to (N, classes), in float32 whatever the rest computes in."""
    import keras

    logits = keras.layers.Dense(classes, dtype="float32", name="logits")(features)
    return keras.layers.Softmax(dtype="float32", name="probabilities")(logits)
