"""Small files: weights as precise as half floats; `.keras` files, packed, and twins take half the room then.

Eleven bits of a weight are more than a reading tells apart: probabilities move by some 0.00001.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SPARE_BITS = np.uint32(13)  # of a float32's 24: what a half float has not


def rounded(weights: NDArray[Any]) -> NDArray[Any]:
    """float32 weights rounded to the eleven bits of a half float, at any size; others as they are."""
    if weights.dtype != np.float32 or not np.isfinite(weights).all():
        return weights
    bits = np.ascontiguousarray(weights).view(np.uint32)
    half = np.uint32(1) << (SPARE_BITS - np.uint32(1))
    kept = ((bits + half) >> SPARE_BITS) << SPARE_BITS
    return kept.view(np.float32).reshape(weights.shape)


def pack(path: Path) -> None:
    """Packs the members of a zip file, as a `.keras` file is, in place.

    Raises:
        OSError: it cannot be read or written.
    """
    with zipfile.ZipFile(path) as archive:
        members = [(member, archive.read(member)) for member in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member.filename, content, compresslevel=9)
