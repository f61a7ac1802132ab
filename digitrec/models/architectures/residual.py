"""The residual network: short cuts past pairs of convolutions; 0.94 M parameters, 30 M multiplications.

Its blocks are those of "Identity mappings in deep residual networks" (He et al. 2016): normalisation and
rectifier come before each convolution, so that nothing stands in the way of the short cut. Each block
weighs its feature maps by what the whole digit looks like ("Squeeze-and-excitation networks", Hu et al.
2018). As in the advanced network the first stride comes early, and no pooling loses the places of the
strokes.
"""

from __future__ import annotations

from typing import Any

from digitrec.models.architectures.blocks import activation, answer, convolution
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT

STEM = 32  # feature maps
STAGES = ((48, 1), (96, 2), (128, 2))  # feature maps and blocks: 13 x 13, 7 x 7, 4 x 4
SQUEEZED = 8  # times fewer values than feature maps in the middle of an excitation
EARLY_DROPOUT = 0.1  # of whole feature maps
LATE_DROPOUT = 0.4


def build(classes: int = NOT_A_DIGIT + 1, name: str = "residual", excite: bool = True) -> Any:
    """Builds the network, uncompiled, with fresh weights.

    Args:
        classes: 11, or 10 for a network that calls everything a digit.
        name: the model's name.
        excite: whether blocks weigh their feature maps.

    Returns:
        A `keras.Model` from (N, 28, 28, 1) float32 in [0, 1] to (N, classes) probabilities.
    """
    import keras

    entry = keras.Input((GLYPH_SIDE, GLYPH_SIDE, 1), name="glyph")
    maps = convolution(entry, STEM, padding="valid")  # 26 x 26
    for width, blocks in STAGES:
        for block in range(blocks):
            maps = _block(maps, width, strides=1 if block else 2, excite=excite)
        maps = keras.layers.SpatialDropout2D(EARLY_DROPOUT)(maps)
    features = keras.layers.Flatten()(activation(maps))  # 4 x 4 x 128
    return keras.Model(entry, answer(keras.layers.Dropout(LATE_DROPOUT)(features), classes), name=name)


def _block(maps: Any, width: int, strides: int, excite: bool) -> Any:
    """Two convolutions beside a short cut: (N, H, W, C) to (N, H / strides, W / strides, width)."""
    import keras

    ready = activation(maps)
    widens = strides > 1 or maps.shape[-1] != width
    past = convolution(ready, width, strides, kernel=1) if widens else maps
    through = convolution(activation(convolution(ready, width, strides)), width)
    return keras.layers.Add()([past, _excited(through) if excite else through])


def _excited(maps: Any) -> Any:
    """Feature maps, each times a weight between 0 and 1 that all of them decide: the shape stays."""
    import keras

    width = maps.shape[-1]
    squeezed = keras.layers.GlobalAveragePooling2D(keepdims=True)(maps)
    middle = keras.layers.Conv2D(width // SQUEEZED, 1, activation="relu")(squeezed)
    return keras.layers.Multiply()([maps, keras.layers.Conv2D(width, 1, activation="sigmoid")(middle)])
