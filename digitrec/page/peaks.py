"""Peaks of a profile, as `scipy.signal.find_peaks` finds them.

Importing `scipy.signal` takes longer than everything else that reading needs together, and a drawing is to be
read at once: hence these lines. The tests hold them to SciPy's answers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def find_peaks(
    profile: NDArray[np.float64], prominence: float | None = None, distance: int = 1
) -> NDArray[np.intp]:
    """Finds local maxima; of a plateau its middle.

    Args:
        profile: (N,) float64.
        prominence: how far a peak must stand out from the higher of the valleys beside it; None = not at all.
        distance: peaks nearer than this many samples to a higher one are left out.

    Returns:
        (K,) indices in ascending order; the first and the last sample are no peaks.
    """
    peaks = _maxima(profile)
    if distance > 1:
        peaks = peaks[_apart(peaks, profile[peaks], distance)]
    if prominence is not None:
        outstanding = [_prominence(profile, int(peak)) >= prominence for peak in peaks]
        peaks = peaks[np.array(outstanding, bool)]
    return peaks


def _maxima(profile: NDArray[np.float64]) -> NDArray[np.intp]:
    if profile.size < 3:
        return np.zeros(0, np.intp)
    starts = np.flatnonzero(np.concatenate(([True], profile[1:] != profile[:-1])))
    ends = np.append(starts[1:], profile.size) - 1
    levels = profile[starts]
    higher = np.flatnonzero((levels[1:-1] > levels[:-2]) & (levels[1:-1] > levels[2:])) + 1
    middles: NDArray[np.intp] = (starts[higher] + ends[higher]) // 2
    return middles


def _apart(peaks: NDArray[np.intp], heights: NDArray[np.float64], distance: int) -> NDArray[np.bool_]:
    """Which peaks stay when the highest ones clear their neighbourhood first."""
    kept = np.ones(len(peaks), bool)
    for index in np.argsort(heights)[::-1]:
        if kept[index]:
            kept &= np.abs(peaks - peaks[index]) >= distance
            kept[index] = True
    return kept


def _prominence(profile: NDArray[np.float64], peak: int) -> float:
    """How far one has to go down from a peak, at least, on the way to anything higher."""
    top = profile[peak]
    before, after = np.flatnonzero(profile[:peak] > top), np.flatnonzero(profile[peak:] > top)
    left = profile[before[-1] + 1 if before.size else 0 : peak + 1].min()
    right = profile[peak : peak + after[0] if after.size else profile.size].min()
    return float(top - max(left, right))
