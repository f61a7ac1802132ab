"""The advanced CNN: all convolutions, none of them pooled; 0.39 M parameters, 19 M multiplications a digit.

The plan is that of "Striving for simplicity: the all convolutional net" (Springenberg et al. 2015): small
kernels, and strides where others pool. Like the networks of "An ensemble of simple convolutional neural
network models for MNIST digit recognition" (An et al. 2020) it keeps the places of the strokes up to the last
layer. Its widths are multiples of 16, which makes bfloat16 training fast on a CPU; the early stride is
what keeps a reading at 0.4 ms on one core.
"""

from __future__ import annotations

from typing import Any

from digitrec.models.architectures.blocks import activation, answer, convolution
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT

EARLY_DROPOUT = 0.1  # of whole feature maps
LATE_DROPOUT = 0.4


def build(classes: int = NOT_A_DIGIT + 1, name: str = "advanced") -> Any:
    """Builds the network, uncompiled, with fresh weights.

    Args:
        classes: 11, or 10 for a network that calls everything a digit.
        name: the model's name.

    Returns:
        A `keras.Model` from (N, 28, 28, 1) float32 in [0, 1] to (N, classes) probabilities.
    """
    import keras

    entry = keras.Input((GLYPH_SIDE, GLYPH_SIDE, 1), name="glyph")
    maps = _block(entry, 32, padding="valid")  # 26 x 26
    maps = _block(maps, 48, strides=2)  # 13 x 13
    maps = _block(maps, 48)
    maps = keras.layers.SpatialDropout2D(EARLY_DROPOUT)(maps)
    maps = _block(maps, 96, strides=2)  # 7 x 7
    maps = _block(maps, 96)
    maps = _block(maps, 96)
    maps = keras.layers.SpatialDropout2D(EARLY_DROPOUT)(maps)
    maps = _block(maps, 128, padding="valid")  # 5 x 5
    features = keras.layers.Dropout(LATE_DROPOUT)(keras.layers.Flatten()(maps))
    return keras.Model(entry, answer(features, classes), name=name)


def _block(maps: Any, width: int, strides: int = 1, padding: str = "same") -> Any:
    """Convolution, batch normalisation, rectifier: (N, H, W, C) to (N, H', W', width)."""
    return activation(convolution(maps, width, strides, padding))
