"""Random choices shared by the generators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def pick(rng: np.random.Generator, choices: Sequence[T]) -> T:
    """One of the choices, each as likely as the others.

    Raises:
        ValueError: there are no choices.
    """
    return choices[int(rng.integers(len(choices)))]
