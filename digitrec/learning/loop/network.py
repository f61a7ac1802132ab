"""Networks in training: how they are built and optimised, and what they predict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.quiet import quiet_keras
from digitrec.types import NOT_A_DIGIT, Glyphs, Probabilities

CLASSES = NOT_A_DIGIT + 1
AT_ONCE = 500  # glyphs
MOST_AVERAGED = 2  # epochs: of a few images, weights are averaged over fewer steps


class Schedule(Protocol):
    """The part of a plan that the optimizer follows."""

    @property
    def epochs(self) -> int:
        """How many."""

    @property
    def learning_rate(self) -> float:
        """The highest, reached after the warm-up; a half cosine leads from there to zero."""

    @property
    def weight_decay(self) -> float:
        """Decoupled (Loshchilov and Hutter 2019), of the kernels only."""

    @property
    def warm_up(self) -> float:
        """Epochs."""

    @property
    def averaging(self) -> float:
        """Momentum a step of the moving average of the weights."""


def built(architecture: str, precision: str) -> Any:
    """A fresh network that computes in `precision`, uncompiled."""
    return built_in(precision, ARCHITECTURES[architecture])


def built_in(precision: str, build: Callable[[], Any]) -> Any:
    """What `build` makes while Keras computes in `precision`."""
    keras = quiet_keras()
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        return build()
    finally:
        keras.config.set_dtype_policy(before)


def make_optimizer(plan: Schedule, steps: int) -> Any:
    """AdamW with averaged weights, warm-up and a half cosine.

    Args:
        plan: what to do.
        steps: batches an epoch.
    """
    keras = quiet_keras()
    warm_up = max(1, round(plan.warm_up * steps))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, plan.epochs * steps - warm_up), warmup_target=plan.learning_rate, warmup_steps=warm_up
    )
    optimizer = keras.optimizers.AdamW(
        schedule,
        weight_decay=plan.weight_decay,
        use_ema=plan.averaging > 0,
        ema_momentum=min(plan.averaging, 1 - 1 / (MOST_AVERAGED * steps + 1)) or 0.99,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def averaged_weights(model: Any, optimizer: Any) -> list[NDArray[np.float32]]:
    """The weights to validate and save: averaged where they are trained; the model's own stay as they are."""
    if not optimizer.use_ema:
        return list(model.get_weights())
    trainable = model.trainable_variables
    raw = [quiet_keras().ops.convert_to_numpy(variable) for variable in trainable]
    optimizer.finalize_variable_values(trainable)
    averaged = list(model.get_weights())
    for variable, value in zip(trainable, raw, strict=True):
        variable.assign(value)
    return averaged


def predict(model: Any, glyphs: Glyphs) -> Probabilities:
    """Predictions of a Keras model, uncalibrated: (N, 28, 28) float32 to (N, classes) float32."""
    parts = [
        np.asarray(model.predict_on_batch(glyphs[first : first + AT_ONCE, ..., np.newaxis]))
        for first in range(0, len(glyphs), AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, CLASSES), np.float32)
