"""The student: a plain network that learns from the ensemble; 0.61 M parameters, 31 M multiplications.

It is the plan of the advanced network (strides where others pool: Springenberg et al. 2015), wider, and
with less dropout: a student that is shown soft answers on ever new distortions hardly overfits, and wants
all it has ("Knowledge distillation: a good teacher is patient and consistent", Beyer et al. 2022).
"""

from __future__ import annotations

from typing import Any

from digitrec.models.architectures.blocks import activation, answer, convolution
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT

DROPOUT = 0.1


def build(classes: int = NOT_A_DIGIT + 1, name: str = "student") -> Any:
    """Builds the network, uncompiled, with fresh weights.

    Args:
        classes: 11, or 10 for a network that calls everything a digit.
        name: the model's name.

    Returns:
        A `keras.Model` from (N, 28, 28, 1) float32 in [0, 1] to (N, classes) probabilities.
    """
    import keras

    entry = keras.Input((GLYPH_SIDE, GLYPH_SIDE, 1), name="glyph")
    maps = activation(convolution(entry, 32, padding="valid"))  # 26 x 26
    maps = activation(convolution(maps, 64, strides=2))  # 13 x 13
    maps = activation(convolution(maps, 64))
    maps = activation(convolution(maps, 128, strides=2))  # 7 x 7
    maps = activation(convolution(maps, 128))
    maps = activation(convolution(maps, 128))
    maps = activation(convolution(maps, 128, padding="valid"))  # 5 x 5
    features = keras.layers.Dropout(DROPOUT)(keras.layers.Flatten()(maps))
    return keras.Model(entry, answer(features, classes), name=name)
