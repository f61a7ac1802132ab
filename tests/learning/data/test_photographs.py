"""Photographs: found in folders, decoded late, small."""

import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data import photographs
from digitrec.learning.data.photographs import load_photographs


def write(path: Path, shape: tuple[int, ...], value: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full(shape, value, np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "b.png", (30, 40, 3), 10)
    write(tmp_path / "a" / "large.JPG", (700, 1280, 3), 20)
    write(tmp_path / "a" / "grey.png", (50, 20), 30)
    write(tmp_path / ".thumbnail.png", (5, 5), 30)
    (tmp_path / "SOURCES.csv").write_text("file,licence\n")
    return tmp_path


def test_photographs_are_colour_and_small(folder):
    found = load_photographs([folder])
    assert [image.shape for image in found] == [(50, 20, 3), (350, 640, 3), (30, 40, 3)]
    assert [int(image.mean()) for image in found] == [30, 20, 10]


def test_a_slice_is_a_part(folder):
    found = load_photographs([folder])
    assert len(found[1:]) == 2
    np.testing.assert_array_equal(found[1:][-1], found[2])


def test_folders_follow_each_other(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("more")
    write(other / "one.png", (8, 9))
    assert [image.shape[:2] for image in load_photographs([other, str(folder)])][::3] == [(8, 9), (30, 40)]


def test_files_are_read_once_while_they_are_kept(folder):
    found = load_photographs([folder])
    first = found[2]
    (folder / "b.png").unlink()
    assert found[2] is first


def test_only_the_last_ones_are_kept(folder, monkeypatch):
    monkeypatch.setattr(photographs, "KEPT", 2)
    found = load_photographs([folder])
    first, *_ = [found[i] for i in range(3)]
    assert found[0] is not first
    np.testing.assert_array_equal(found[0], first)


def test_another_process_gets_the_paths_only(folder):
    found = load_photographs([folder])
    small = len(pickle.dumps(found))
    assert found[1].nbytes > 100 * small
    assert len(pickle.dumps(found)) == small
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(found))[1], found[1])


def test_no_folder_no_photographs():
    assert not load_photographs([])


def test_a_missing_folder(tmp_path):
    with pytest.raises(DataError, match=r"There is no folder .*nowhere\. Name one"):
        load_photographs([tmp_path / "nowhere"])


def test_a_folder_without_images(tmp_path):
    (tmp_path / "notes.txt").write_text("none")
    with pytest.raises(DataError, match="holds no photographs"):
        load_photographs([tmp_path])


def test_a_broken_file_is_named_when_it_is_needed(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 broken")
    found = load_photographs([tmp_path])
    with pytest.raises(DataError, match=r"broken\.jpg is no photograph: .* Remove it\.$"):
        found[0]
