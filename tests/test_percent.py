from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.percent import percent, percent_figure


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        pytest.param(0.998, 0, "99 %", id="cut-off"),
        pytest.param(0.9996, 1, "99.9 %", id="never-100-unless-it-is"),
        pytest.param(1.0, 1, "100.0 %", id="all"),
        pytest.param(0.29, 0, "29 %", id="no-float-noise"),
        pytest.param(0.9968, 2, "99.68 %", id="decimals-as-recorded"),
        pytest.param(np.float32(0.57), 0, "57 %", id="single-precision"),
        pytest.param(0.0, 0, "0 %", id="none"),
    ],
)
def test_percent(share, places, text):
    assert percent(share, places) == text


@given(st.floats(0, 1))
def test_fewer_places_say_the_same_shorter(share):
    """Two figures of one share never contradict one another."""
    assert percent_figure(share, 2).startswith(percent_figure(share, 0))
