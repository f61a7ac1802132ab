import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data.arrays import as_images, read_idx, read_idx_folder, read_npz
from digitrec.learning.data.dataset import Images


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_idx(folder: Path, part: str, digits: Images, packed: bool = False, stem: str = "") -> None:
    open_it, ending = (gzip.open, ".gz") if packed else (open, "")
    folder.mkdir(exist_ok=True)
    for kind, array in (("images-idx3", digits.inks), ("labels-idx1", digits.labels.astype(np.uint8))):
        with open_it(folder / f"{stem}{part}-{kind}-ubyte{ending}", "wb") as file:
            file.write(idx(array))


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_idx_files_is_read(digits: Images, tmp_path: Path, packed: bool):
    write_idx(tmp_path, "train", digits, packed)
    learn, test = read_idx_folder(tmp_path)
    assert np.array_equal(learn.inks, digits.inks)
    assert np.array_equal(learn.labels, digits.labels)
    assert len(test) == 0
    write_idx(tmp_path, "t10k", digits.take(np.arange(7)), packed)
    assert np.array_equal(read_idx_folder(tmp_path)[1].labels, digits.labels[:7])


def test_emnist_is_set_upright(digits: Images, tmp_path: Path):
    lying = Images(np.ascontiguousarray(digits.inks.transpose(0, 2, 1)), digits.labels)
    write_idx(tmp_path, "train", lying, stem="emnist-digits-")
    assert np.array_equal(read_idx_folder(tmp_path)[0].inks, digits.inks)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no IDX file"),
        (b"GIF89a, which this is not", "no IDX file"),
        (idx(np.zeros((3, 4, 4), np.uint8))[:-1], "cut short: 47 of 48"),
        (struct.pack(">HBBIII", 0, 8, 3, 1 << 31, 1 << 31, 9), "claims"),
        (b"\x1f\x8b not gzip", "no IDX file"),
    ],
)
@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"])
def test_a_broken_idx_file_is_one_line(tmp_path: Path, content: bytes, says: str, name: str):
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith("gz") and says != "no IDX file" else content)
    with pytest.raises(DataError, match=says) as caught:
        read_idx(path)
    assert str(path) in str(caught.value)


def test_images_without_labels_are_told(digits: Images, tmp_path: Path):
    write_idx(tmp_path, "train", digits)
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="train-labels-idx1-ubyte is missing"):
        read_idx_folder(tmp_path)


def test_an_npz_of_floats_dark_on_light_in_another_size_becomes_ink(tmp_path: Path):
    images = np.ones((4, 40, 50, 1), np.float64)
    images[:, 5:35, 20:25] = 0.0
    np.savez(tmp_path / "own.npz", x=images, y=np.ones((4, 1), np.uint8))
    learn, test = read_npz(tmp_path / "own.npz")
    assert learn.inks.shape == (4, 28, 28)
    assert learn.inks[0, 14, 14] == 255
    assert learn.inks[0, 0].max() == 0
    assert learn.labels.tolist() == [1, 1, 1, 1]
    assert len(test) == 0


@pytest.mark.parametrize(
    ("inks", "labels", "says"),
    [
        (np.zeros((2, 28, 28), np.uint8), np.array([3, 10]), "out of range, the first is 10 at image 1"),
        (np.zeros((2, 28, 28), np.uint8), np.array([-1, 3]), "out of range"),
        (np.zeros((2, 28, 28), np.uint8), np.array([0.0, 3.0]), "whole numbers"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(3, int), r"labels \(3,\)"),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, int), r"images \(0, 28, 28\)"),
        (np.zeros((2, 784), np.uint8), np.zeros(2, int), r"images \(2, 784\)"),
        (np.full((2, 28, 28), 200.0), np.zeros(2, int), "outside"),
        (np.zeros((2, 28, 28), np.int32), np.zeros(2, int), "int32"),
    ],
)
def test_arrays_that_are_no_digits_are_one_line(inks, labels, says):
    with pytest.raises(DataError, match=says) as caught:
        as_images(inks, labels, "own.npz")
    assert str(caught.value).startswith("own.npz")
