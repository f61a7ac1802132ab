"""Packs networks into one: their calibrated probabilities, weighted and added up, by plain Keras layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from digitrec.errors import ModelError
from digitrec.learning.data.dataset import Labels
from digitrec.learning.evaluation.calibration import SMALLEST
from digitrec.models.architectures import LOGITS
from digitrec.models.quiet import quiet_keras
from digitrec.types import GLYPH_SIDE, Probabilities

ROUNDS = 10  # of expectation maximisation: few, so that weights stay near equal where little is to be told


def fit_weights(predictions: Sequence[Probabilities], labels: Labels) -> list[float]:
    """The shares with which a mixture of networks explains the labels best.

    Expectation maximisation (Dempster et al. 1977) from equal shares, stopped early.

    Args:
        predictions: each network's (N, classes) probabilities of images that were not trained on.
        labels: (N,) int64.

    Returns:
        A weight above 0 for each network; they sum to 1.
    """
    right = np.stack([probabilities[np.arange(len(labels)), labels] for probabilities in predictions])
    right = np.maximum(right.astype(np.float64), SMALLEST)
    weights = np.full(len(predictions), 1 / len(predictions))
    for _ in range(ROUNDS):
        shares = weights[:, np.newaxis] * right
        weights = (shares / shares.sum(axis=0)).mean(axis=1)
    return [float(weight) for weight in weights]


def sharpened(model: Any, temperature: float) -> Any:
    """A copy of a network whose probabilities are calibrated: its logits are divided by the temperature.

    Raises:
        ModelError: the network has no layer of logits.
    """
    copy = model.__class__.from_config(model.get_config())
    copy.set_weights(model.get_weights())
    try:
        layer = copy.get_layer(LOGITS)
    except ValueError:
        raise ModelError(
            f"{model.name} cannot be packed: it has no layer {LOGITS!r}. Pack models that were trained here."
        ) from None
    layer.set_weights([array / np.float32(temperature) for array in layer.get_weights()])
    return copy


def pack(models: Sequence[Any], weights: Sequence[float], name: str = "ensemble") -> Any:
    """One network of several.

    Args:
        models: each from (N, 28, 28, 1) to (N, classes) probabilities.
        weights: of their predictions; brought to sum 1.
        name: of the whole.

    Returns:
        A `keras.Model`, uncompiled, of Keras' own layers alone: it loads in safe mode.
    """
    keras = quiet_keras()
    entry = keras.Input((GLYPH_SIDE, GLYPH_SIDE, 1), name="glyph")
    total = sum(weights)
    shares = []
    for number, (model, weight) in enumerate(zip(models, weights, strict=True), start=1):
        config = model.get_config() | {"name": f"member_{number}"}
        part = model.__class__.from_config(config)
        part.set_weights(model.get_weights())
        shares.append(keras.layers.Rescaling(weight / total, name=f"share_{number}")(part(entry)))
    return keras.Model(entry, keras.layers.Add(name="probabilities")(shares), name=name)
