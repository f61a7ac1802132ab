"""Smooth distortion of the plane: makes two digits of one variant, or of one font, differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # (P, 2), x and y


@dataclass(frozen=True, slots=True)
class Bend:
    """Smooth distortion of points; lengths are in heights of a digit.

    Args:
        amplitude: of the waves.
        waves: (2, 2) float32, radians a height.
        phases: (2,) float32, radians.
        powers: (2,) float32: `x ** powers[0]`, `y ** powers[1]`; moves the waist of a digit up or down.
    """

    amplitude: float
    waves: NDArray[np.float32]
    phases: NDArray[np.float32]
    powers: NDArray[np.float32]

    def __call__(self, points: Points) -> Points:
        """The points after the distortion, (P, 2) float32."""
        bent = np.sign(points) * np.abs(points) ** self.powers
        moved: Points = bent + np.float32(self.amplitude) * np.sin(points[:, ::-1] @ self.waves + self.phases)
        return moved


def sample_bend(rng: np.random.Generator, amplitude: float) -> Bend:
    """A distortion at random; an amplitude of 0.05 bends visibly and leaves every digit readable."""
    return Bend(
        amplitude=amplitude,
        waves=rng.uniform(1.5, 4.5, (2, 2)).astype(np.float32),
        phases=rng.uniform(0, 2 * math.pi, 2).astype(np.float32),
        powers=np.exp(rng.normal(0.0, 3 * amplitude, 2)).astype(np.float32),
    )
