"""Networks that say something of every place of an image: the finder, and those that tell ink apart.

All are U-Nets (Ronneberger et al. 2015) of plain convolutions, batch normalisation and rectifiers, fully
convolutional, so that one set of weights looks at images of any size. Full resolution costs most, and is
left to a transposed convolution at the very end.
"""

from __future__ import annotations

from typing import Any

FINDER_INPUT = 1  # version of the images that the finder sees; its record names the one it was trained on
INK_INPUT = 1  # the same of the cut-outs that the ink network sees
SINGLE_INPUT = 1  # the same of the images of one digit
SINGLE_SIDE = 64  # pixels: their longer side
MULTIPLE = 32  # pixels: both sides of an image are multiples of this
FINDER_STRIDE = 4  # pixels a cell of the finder's maps
KERNEL_STRIDE = 2  # pixels a cell of the row kernels
FINDER_CHANNELS = 5  # kernel logit, log2 of the height in 32 pixels, up x, up y, logit of light ink


def build_finder(name: str = "finder") -> Any:
    """Builds the finder, uncompiled, with fresh weights: about 0.28 M parameters.

    Returns:
        A `keras.Model` from (N, H, W, 3) float32 in [-1, 1] to (N, H / 4, W / 4, 5).
    """
    import keras

    layers = keras.layers
    entry = keras.Input((None, None, 3), name="image")
    maps = _convolved(entry, 12, 2)
    maps = quarter = _convolved(maps, 24, 2)
    maps = eighth = _residual(_convolved(maps, 32, 2), 32)
    maps = sixteenth = _residual(_residual(_convolved(maps, 48, 2), 48), 48)
    maps = _residual(_convolved(maps, 64, 2), 64)
    maps = _residual(_residual(maps, 64, dilation=2), 64)
    everywhere = layers.GlobalAveragePooling2D(keepdims=True)(maps)
    maps = layers.ReLU()(layers.Add()([maps, layers.ReLU()(layers.Conv2D(64, 1)(everywhere))]))
    maps = _residual(_joined(maps, sixteenth, 48), 48)
    maps = _residual(_joined(maps, eighth, 32), 32)
    maps = _residual(_joined(maps, quarter, 24), 24)
    return keras.Model(
        entry, layers.Conv2D(FINDER_CHANNELS, 1, dtype="float32", name="maps")(maps), name=name
    )


def build_ink(name: str = "ink") -> Any:
    """Builds the network that tells the ink of digits from everything else: about 0.26 M parameters.

    Returns:
        A `keras.Model` from (N, H, W, 3) float32 in [-1, 1] to logits of ink, (N, H, W, 1), and of row
        kernels, (N, H / 2, W / 2, 1).
    """
    import keras

    layers = keras.layers
    entry = keras.Input((None, None, 3), name="image")
    maps = _half_sized(entry)
    kernels = layers.Conv2D(1, 1, dtype="float32", name="kernels")(maps)
    return keras.Model(entry, [_full_sized(maps), kernels], name=name)


def build_single(name: str = "single") -> Any:
    """Builds the network that tells the ink of the one digit of an image apart: about 0.26 M parameters.

    Returns:
        A `keras.Model` from (N, H, W, 3) float32 in [-1, 1] to logits of ink, (N, H, W, 1).
    """
    import keras

    entry = keras.Input((None, None, 3), name="image")
    return keras.Model(entry, _full_sized(_half_sized(entry)), name=name)


def _half_sized(entry: Any) -> Any:
    maps = half = _convolved(entry, 16, 2)
    maps = quarter = _residual(_convolved(maps, 32, 2), 32)
    maps = eighth = _residual(_convolved(maps, 48, 2), 48)
    maps = _residual(_convolved(maps, 64, 2), 64)
    maps = _residual(_residual(maps, 64, dilation=2), 64)
    maps = _residual(_joined(maps, eighth, 48), 48)
    maps = _residual(_joined(maps, quarter, 32), 32)
    return _residual(_joined(maps, half, 16), 16)


def _full_sized(maps: Any) -> Any:
    """Logits of ink."""
    import keras

    return keras.layers.Conv2DTranspose(1, 2, 2, dtype="float32", name="ink")(_convolved(maps, 24))


def _convolved(maps: Any, width: int, strides: int = 1, size: int = 3) -> Any:
    """Convolution, batch normalisation, rectifier."""
    import keras

    layers = keras.layers
    maps = layers.Conv2D(width, size, strides, "same", use_bias=False, kernel_initializer="he_normal")(maps)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.97)(maps))


def _residual(maps: Any, width: int, dilation: int = 1) -> Any:
    """Adds what one more convolution finds (He et al. 2016)."""
    import keras

    layers = keras.layers
    added = layers.Conv2D(
        width, 3, padding="same", dilation_rate=dilation, use_bias=False, kernel_initializer="he_normal"
    )(maps)
    return layers.ReLU()(layers.Add()([maps, layers.BatchNormalization(momentum=0.97)(added)]))


def _joined(maps: Any, skipped: Any, width: int) -> Any:
    """Maps at twice their resolution, with what was seen at that resolution before."""
    import keras

    layers = keras.layers
    maps = layers.Conv2DTranspose(width, 2, 2, use_bias=False, kernel_initializer="he_normal")(maps)
    maps = layers.ReLU()(layers.BatchNormalization(momentum=0.97)(maps))
    return _convolved(layers.Concatenate()([maps, skipped]), width, size=1)
