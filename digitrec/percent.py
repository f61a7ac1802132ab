"""Shares as per cent, formed in one place: what two windows show of one share is never two figures."""

from __future__ import annotations

import math

NOISE = 6  # decimals of a per cent beyond which a float is noise: 0.29 is 29 %, not 28.999999999999996 %


def percent(share: float, places: int = 0) -> str:
    """A share as people read it, cut off and never rounded up: 100 % is all of it.

    Args:
        share: 0 to 1.
        places: decimals.

    Examples:
        >>> percent(0.998)
        '99 %'
        >>> percent(0.998, places=1)
        '99.8 %'
        >>> percent(1.0)
        '100 %'
    """
    return f"{percent_figure(share, places)} %"


def percent_figure(share: float, places: int = 0) -> str:
    """The same without its sign, for the columns of tables."""
    step = 10**places
    return f"{math.floor(round(100 * share * step, NOISE)) / step:.{places}f}"
