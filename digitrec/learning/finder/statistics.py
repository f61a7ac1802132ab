"""Statistics of batch normalisation over many batches at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.models.quiet import quiet_keras


def settle_statistics(model: Any, batches: Sequence[NDArray[np.float32]]) -> None:
    """Sets the moving statistics of a model to those of the batches, each counting alike.

    Args:
        model: a `keras.Model`; its weights stay as they are.
        batches: (N, H, W, 3) float32 each.
    """
    keras = quiet_keras()
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [layer.momentum for layer in layers]
    seen: list[list[tuple[NDArray[np.float64], NDArray[np.float64]]]] = [[] for _ in layers]
    for layer in layers:
        layer.momentum = 0.0  # what it remembers is the last batch
    for batch in batches:
        model(batch, training=True)
        for own, layer in zip(seen, layers, strict=True):
            moments = (layer.moving_mean, layer.moving_variance)
            mean, variance = (np.asarray(keras.ops.convert_to_numpy(v), np.float64) for v in moments)
            own.append((mean, variance + mean**2))
    for own, layer, momentum in zip(seen, layers, momenta, strict=True):
        layer.momentum = momentum
        mean, square = (np.mean(values, axis=0) for values in zip(*own, strict=True))
        layer.moving_mean.assign(mean)
        layer.moving_variance.assign(np.maximum(square - mean**2, 0.0))
