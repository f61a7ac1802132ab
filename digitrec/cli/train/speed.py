"""Measures in about a second how fast this machine is, so that trainings can say how long they take on it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

SIDE = 192  # of the matrices that are multiplied, on one core
ROUNDS, EACH = 12, 60  # how often is measured, and how many products a time
USUAL = 0.98e-3  # seconds of a core for a product, where the durations in `plans` were measured
BUSY = 1.4  # times as long by the clock as by the core's own time: other programs are running


@dataclass(frozen=True, slots=True)
class Speed:
    """Speed of this machine's cores.

    Args:
        slowness: how much longer a core takes than one on which the durations in `plans` were measured.
        busy: whether other programs take much of the cores now.
    """

    slowness: float = 1.0
    busy: bool = False


def measure_speed() -> Speed:
    """Multiplies matrices for about a second, with all else that runs now."""
    matrix = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    own, clock = [], []
    for _ in range(ROUNDS):
        began, seen = time.process_time(), time.perf_counter()
        for _ in range(EACH):
            np.einsum("ij,jk->ik", matrix, matrix, optimize=False)
        own.append(time.process_time() - began)
        clock.append(time.perf_counter() - seen)
    return speed_of(min(own) / EACH, sum(clock) / max(sum(own), 1e-9))


def speed_of(seconds: float, stretch: float) -> Speed:
    """The speed, from the core's own seconds for a product, and the clock's time as a multiple of them."""
    return Speed(max(0.1, seconds / USUAL), stretch > BUSY)
