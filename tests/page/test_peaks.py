import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from digitrec.page.peaks import find_peaks

signal = pytest.importorskip("scipy.signal")

PROFILES = hnp.arrays(np.float64, st.integers(0, 40), elements=st.integers(-6, 6).map(float))


@given(PROFILES, st.one_of(st.none(), st.floats(0, 8)))
def test_agrees_with_scipy_on_prominence(profile, prominence):
    expected, _ = signal.find_peaks(profile, prominence=prominence, plateau_size=1)

    assert find_peaks(profile, prominence).tolist() == expected.tolist()


@given(PROFILES, st.integers(1, 9))
def test_agrees_with_scipy_on_distance(profile, distance):
    expected, _ = signal.find_peaks(profile, distance=distance, plateau_size=1)

    assert find_peaks(profile, distance=distance).tolist() == expected.tolist()


def test_reading_does_not_wait_for_scipy():
    code = "import sys, digitrec.reading.reader; raise SystemExit('scipy.signal' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
