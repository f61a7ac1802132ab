from __future__ import annotations

import hashlib

import pytest

from digitrec.models.files import digest_of, write_whole, written_beside


def test_digest_is_sha256(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"seven" * 500_000)
    assert digest_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_write_whole_replaces(tmp_path):
    path = tmp_path / "a.bin"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_half_way_leaves_the_old_file_and_no_remains(tmp_path):
    path = tmp_path / "a.keras"
    path.write_bytes(b"old")

    def fill_the_disk():
        with written_beside(path) as beside:
            beside.write_bytes(b"ne")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        fill_the_disk()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
