"""CNN, columns, bidirectional LSTM, softmax over blank, digits and signs: reads a line without cutting it.

The plan is that of "An end-to-end trainable neural network for image-based sequence recognition" (Shi et al.
2017): convolutions make feature vectors of every fourth column, an LSTM in each direction (Graves and
Schmidhuber 2005) weighs it against what stands left and right, and connectionist temporal classification
(Graves et al. 2006) lets the network find out by itself where the digits are. Each column becomes two steps,
for equal digits need a step between them, and the ones of 11 may stand seven pixels apart. About 0.4 M
parameters, 40 M multiplications a line of five digits.
"""

from __future__ import annotations

from typing import Any

from digitrec.page.normalise_line import LINE_HEIGHT
from digitrec.types import SIGNS

BLANK = 0  # the class that says "no new digit here"; a digit's class is one more than its label
CLASSES = 11  # blank and the ten digits
SIGNED_CLASSES = CLASSES + len(SIGNS)  # then the signs, in their order
LOGITS = "logits"  # name of the layer before the softmax
STRIDE = 2  # columns of the line a step
HALVES = 2  # steps that the convolutions make of each of their columns
UNITS = 96  # of the LSTM, each way
FEATURES = 96  # of a step, before the LSTM
DROPOUT = 0.25


def class_of(character: str) -> int:
    """The class of a digit or sign."""
    return CLASSES + SIGNS.index(character) if character in SIGNS else int(character) + 1


def character_of(number: int) -> str:
    """The digit or sign of a class other than blank."""
    return str(number - 1) if number < CLASSES else SIGNS[number - CLASSES]


def steps_of(width: int) -> int:
    """How many steps the network makes of a line `width` pixels wide."""
    return HALVES * -(-width // (HALVES * STRIDE))


def build(name: str = "sequence", units: int = UNITS) -> Any:
    """Builds the network, uncompiled, with fresh weights.

    Args:
        name: the model's name.
        units: of the LSTM, each way.

    Returns:
        A `keras.Model` from (N, 32, W, 1) float32 in [0, 1] to (N, W / 2, 16) probabilities; W / 2 is rounded
        up to an even number.
    """
    import keras

    layers = keras.layers
    entry = keras.Input((LINE_HEIGHT, None, 1), name="line")
    maps = _block(entry, 16)  # 32 x W
    maps = _block(maps, 32, strides=2)  # 16 x W/2
    maps = _block(maps, 32)
    maps = _block(maps, 64, strides=2)  # 8 x W/4
    maps = _block(maps, 64)
    maps = layers.SpatialDropout2D(0.1)(maps)
    maps = _block(maps, 128, strides=(2, 1))  # 4 x W/4
    columns = layers.Permute((2, 1, 3))(maps)
    steps = layers.Reshape((-1, LINE_HEIGHT // 8 * 128))(columns)
    steps = layers.Dense(HALVES * FEATURES, use_bias=False)(steps)
    steps = layers.ReLU()(layers.BatchNormalization(momentum=0.98)(steps))
    steps = layers.Dropout(DROPOUT)(layers.Reshape((-1, FEATURES))(steps))
    steps = layers.Bidirectional(layers.LSTM(units, return_sequences=True), name="both_ways")(steps)
    steps = layers.Dropout(DROPOUT)(steps)
    logits = layers.Dense(SIGNED_CLASSES, dtype="float32", name=LOGITS)(steps)
    probabilities = layers.Softmax(dtype="float32", name="probabilities")(logits)
    return keras.Model(entry, probabilities, name=name)


def _block(maps: Any, width: int, strides: int | tuple[int, int] = 1) -> Any:
    """Convolution, batch normalisation, rectifier: (N, H, W, C) to (N, H', W', width)."""
    import keras

    maps = keras.layers.Conv2D(
        width, 3, strides=strides, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(maps)
    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.98)(maps))
