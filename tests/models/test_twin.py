from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.models.twin import fresh_twin, with_trailer

DIGEST = "a" * 64


def test_a_fresh_twin_is_given_without_its_trailer(tmp_path):
    path = tmp_path / "a.tflite"
    path.write_bytes(with_trailer(b"flat", DIGEST))
    assert fresh_twin(path, DIGEST) == b"flat"


@pytest.mark.parametrize("digest", ["b" * 64, "", "a" * 63])
def test_a_twin_of_another_model_is_stale(tmp_path, digest):
    path = tmp_path / "a.tflite"
    path.write_bytes(with_trailer(b"flat", DIGEST))
    assert fresh_twin(path, digest) is None


def test_no_twin(tmp_path):
    assert fresh_twin(tmp_path / "a.tflite", DIGEST) is None


@given(data=st.data())
def test_a_twin_altered_anywhere_is_stale(tmp_path_factory, data):
    content = bytearray(with_trailer(b"TFL3 flatbuffer", DIGEST))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("twin") / "a.tflite"
    path.write_bytes(bytes(content))
    assert fresh_twin(path, DIGEST) is None


@given(length=st.integers(0, len(with_trailer(b"flat", DIGEST)) - 1))
def test_a_twin_cut_short_is_stale(tmp_path_factory, length):
    path = tmp_path_factory.mktemp("twin") / "a.tflite"
    path.write_bytes(with_trailer(b"flat", DIGEST)[:length])
    assert fresh_twin(path, DIGEST) is None
