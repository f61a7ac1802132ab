"""Model files that take little room."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from digitrec.models.packing import pack, rounded

NUMBERS = st.floats(-(2.0**90), 2.0**90, width=32, allow_subnormal=False)


@given(arrays(np.float32, (4, 3), elements=NUMBERS))
def test_weights_keep_eleven_bits(weights):
    kept = rounded(weights)
    assert kept.shape == weights.shape
    assert np.all(np.abs(kept - weights) <= np.abs(weights) * 2.0**-11)
    assert np.array_equal(rounded(kept), kept)


def test_rounded_weights_are_half_floats():
    weights = np.random.default_rng(1).normal(0, 0.1, 1000).astype(np.float32)
    large = np.abs(weights) > 1e-4
    kept = rounded(weights)[large]
    assert np.array_equal(kept.astype(np.float16).astype(np.float32), kept)


@pytest.mark.parametrize("weights", [np.arange(3), np.array([np.inf, 1.1], np.float32)])
def test_other_arrays_stay_as_they_are(weights):
    assert rounded(weights) is weights


def test_a_packed_file_holds_the_same(tmp_path: Path):
    path = tmp_path / "a.zip"
    contents = {"config.json": b"{}" * 500, "model.weights.h5": bytes(5000)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    before = path.stat().st_size
    pack(path)
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents
    assert path.stat().st_size < before / 5
