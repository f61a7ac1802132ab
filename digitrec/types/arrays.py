"""Arrays with a meaning."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]  # (H, W) grey or (H, W, 3|4) BGR(A), any polarity
Ink: TypeAlias = NDArray[np.uint8]  # (H, W), 0 = paper, 255 = ink
Glyph: TypeAlias = NDArray[np.float32]  # (28, 28) in [0, 1]: what a model sees
Glyphs: TypeAlias = NDArray[np.float32]  # (N, 28, 28) in [0, 1]
Probabilities: TypeAlias = NDArray[np.float32]  # (N, 10 or 11), rows sum to 1; column 10 = "not a digit"

GLYPH_SIDE = 28  # pixels
SIGNS = ".,-/+"  # that may stand before a digit of a number
NOT_A_DIGIT = 10  # the class index a model uses for "not a digit"
