"""Weights between those a training started from and those it ended with.

Fine-tuning gains on what it sees and loses a little on what it saw before; a point on the straight line
between both ends is often better on both ("Robust fine-tuning of zero-shot models", Wortsman et al. 2022).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from digitrec.learning.loop.result import started_from
from digitrec.learning.loop.state import ValidationScore
from digitrec.models.loading import Weights, weights_of

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # of the trained weights


def interpolate(
    model: Any,
    start: Path,
    validate: Callable[[Any], ValidationScore],
    read: Callable[[Path], Weights] = weights_of,
) -> float:
    """Moves the weights of a model back towards those its training started from, as far as validation gains.

    Args:
        model: a trained `keras.Model`; its weights are changed.
        start: the `.keras` file it started from.
        validate: scores it.
        read: gives the weights of `start`.

    Returns:
        The share of the trained weights, 0.5 to 1; of shares that score alike the highest.

    Raises:
        ModelError: `start` cannot be loaded.
    """
    first, last = read(start), model.get_weights()

    def move_to(share: float) -> None:
        model.set_weights([(1 - share) * a + share * b for a, b in zip(first, last, strict=True)])

    def quality(share: float) -> float:
        move_to(share)
        return validate(model).quality

    best = max(SHARES, key=quality)  # of equals the first
    move_to(best)
    return best


def started_facts(
    model: Any,
    start: Path | None,
    validate: Callable[[Any], ValidationScore],
    read: Callable[[Path], Weights] = weights_of,
) -> dict[str, dict[str, str | float]]:
    """Interpolates the weights of a model if its training started from another; what its record says of that.

    Args:
        model: see `interpolate`.
        start: the `.keras` file it started from; None = from random weights, which leaves it as it is.
        validate: scores it.
        read: gives the weights of `start`.
    """
    if start is None:
        return {}
    share = interpolate(model, start, validate, read)
    return {"started_from": {**started_from(start), "share_of_trained_weights": share}}
