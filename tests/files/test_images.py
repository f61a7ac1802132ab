from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest

from digitrec.errors import ImageError
from digitrec.files import images
from digitrec.files.documents import load_image


def gradient(channels: int = 3, dtype: type = np.uint8) -> np.ndarray:
    """An image that is dark at its left and bright at its right, 20 high and 40 wide."""
    row = np.linspace(0, np.iinfo(dtype).max, 40).astype(dtype)
    return np.repeat(np.repeat(row[np.newaxis, :, np.newaxis], 20, axis=0), channels, axis=2)


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "tif", "webp", "ppm", "gif"])
def test_formats(tmp_path, ending):
    path = tmp_path / f"image.{ending}"
    path.write_bytes(cv2.imencode(path.suffix, gradient())[1].tobytes())
    image = load_image(path)
    assert image.dtype == np.uint8
    assert image.shape[:2] == (20, 40)
    assert image[:, :4].mean() < 40 < 200 < image[:, -4:].mean()


def test_sixteen_bits_become_eight(tmp_path):
    path = tmp_path / "deep.png"
    path.write_bytes(cv2.imencode(".png", gradient(1, np.uint16))[1].tobytes())
    image = load_image(path)
    assert image.dtype == np.uint8
    assert (int(image.min()), int(image.max())) == (0, 255)


def test_alpha_is_kept(tmp_path):
    path = tmp_path / "clear.png"
    path.write_bytes(cv2.imencode(".png", gradient(4))[1].tobytes())
    assert load_image(path).shape == (20, 40, 4)


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """Puts an EXIF block behind the start of a JPEG."""
    tag = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + tag + struct.pack("<I", 0)
    block = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def test_photos_are_turned_upright(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(with_orientation(cv2.imencode(".jpg", gradient())[1].tobytes(), 6))
    image = load_image(path)
    assert image.shape[:2] == (40, 20)
    assert image[:4].mean() < 40 < 200 < image[-4:].mean()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"not an image at all", "no image", id="text"),
        pytest.param(cv2.imencode(".png", gradient())[1].tobytes()[:60], "no image", id="cut-short"),
    ],
)
def test_what_is_no_image_is_a_clear_error_and_nothing_else(tmp_path, capfd, content, says):
    path = tmp_path / "image.png"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=says):
        load_image(path)
    assert capfd.readouterr() == ("", "")


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(ImageError, match="no such file"):
        load_image(tmp_path / "gone.png")
    with pytest.raises(ImageError, match="a folder"):
        load_image(tmp_path)


def test_a_file_name_with_a_null_byte_is_no_crash():
    with pytest.raises(ImageError):
        load_image("a\0b.png")


def test_very_large_files_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "LARGEST_FILE", 10)
    path = tmp_path / "image.png"
    path.write_bytes(bytes(11))
    with pytest.raises(ImageError, match="too large"):
        load_image(path)
