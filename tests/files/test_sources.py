from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DigitrecError, ImageError
from digitrec.files.sources import Limits, name_of, open_source
from tests.files.samples import encoded, gradient, pages, pillowed

PNG = encoded("png")
SOURCES = {
    "bytes": PNG,
    "bytearray": bytearray(PNG),
    "memoryview": memoryview(PNG),
    "data-uri": "data:image/png;base64," + base64.b64encode(PNG).decode(),
    "data-uri-in-capitals": "DATA:;BASE64," + base64.b64encode(PNG).decode(),
    "array": gradient(),
}


class Tensor:
    """What another library calls an array."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def __array__(self, dtype=None, copy=None):
        if self.fails:
            raise TypeError("it lies on another device")
        return gradient()


@pytest.mark.parametrize("name", SOURCES)
def test_sources(name):
    document = open_source(SOURCES[name])
    assert len(document) == 1
    assert np.array_equal(document[0], gradient())


def test_paths_and_files(tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(PNG)
    with path.open("rb") as file:
        for source in (path, str(path), bytes(path), file, io.BytesIO(PNG)):
            if not isinstance(source, bytes):
                assert np.array_equal(open_source(source)[0], gradient())


def test_tensors_of_other_libraries():
    assert np.array_equal(open_source(Tensor())[0], gradient())
    with pytest.raises(TypeError, match="another device"):
        open_source(Tensor(fails=True))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LA", "I;16", "I", "F", "HSV"])
def test_images_of_pillow(mode):
    from PIL import Image as Pillow

    picture = (
        Pillow.fromarray(gradient()).convert("L" if mode in {"LA", "I;16", "I", "F"} else "RGB").convert(mode)
    )
    image = open_source(picture)[0]
    assert image.dtype == np.uint8
    assert image.shape[:2] == (20, 40)
    assert image[:, :4].mean() < 90 < 160 < image[:, -4:].mean()


def test_colours_of_pillow_and_of_arrays():
    from PIL import Image as Pillow

    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 255
    assert open_source(Pillow.fromarray(red))[0][0, 0].tolist() == [0, 0, 255]
    assert open_source(red)[0][0, 0].tolist() == [255, 0, 0]
    assert open_source(red, Limits(rgb=True))[0][0, 0].tolist() == [0, 0, 255]


def test_images_of_pillow_lie_as_their_files_do():
    from PIL import Image as Pillow

    exif = Pillow.Exif()
    exif[0x0112] = 6
    content = pillowed("JPEG", exif=exif)
    assert open_source(content)[0].shape[:2] == (40, 20)
    assert open_source(Pillow.open(io.BytesIO(content)))[0].shape[:2] == (40, 20)


def test_documents_have_pages():
    assert len(open_source(pages(3))) == 3


@pytest.mark.parametrize(
    ("source", "kind", "says"),
    [
        pytest.param(None, TypeError, "imread", id="none"),
        pytest.param(5, TypeError, "got int", id="number"),
        pytest.param({}, TypeError, "got dict", id="dict"),
        pytest.param(io.StringIO("text"), TypeError, "'rb'", id="text-file"),
        pytest.param(b"", ImageError, "the bytes given: it is empty", id="empty"),
        pytest.param(b"text", ImageError, "the bytes given: it is no image", id="no-image"),
        pytest.param("gone.png", ImageError, "gone.png: there is no such file", id="missing"),
        pytest.param(Path("gone.png"), ImageError, "gone.png: there is no such file", id="missing-path"),
        pytest.param("https://example.org/a.png", ValueError, "fetch it", id="address"),
        pytest.param("data:image/png;base64", ValueError, "no comma", id="uri-without-data"),
        pytest.param("data:image/png;base64,A", ValueError, "base64", id="uri-that-is-broken"),
        pytest.param("x" * 5000, ImageError, r"x\.\.\.: it cannot be read", id="a-text-that-is-no-path"),
        pytest.param(np.zeros((3, 20, 30)), ValueError, "moveaxis", id="array"),
    ],
)
def test_what_is_no_source_is_told(source, kind, says):
    with pytest.raises(DigitrecError, match=says) as caught:
        open_source(source)
    assert isinstance(caught.value, kind)
    assert "\n" not in str(caught.value)


def test_the_limit_of_pixels_holds_for_all(monkeypatch):
    from PIL import Image as Pillow

    for source in (PNG, Pillow.open(io.BytesIO(PNG))):
        with pytest.raises(ImageError, match="40 x 20 pixels"):
            open_source(source, Limits(most_pixels=700))


def test_names(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        assert name_of(file) == str(tmp_path / "a.png")
    assert name_of("data:,x") == "the data: URI"
