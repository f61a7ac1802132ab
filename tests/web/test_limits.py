import pytest
from PIL import Image as Pillow

from digitrec.errors import ImageError
from digitrec.web.limits import Limits, bound_pillow, load_checked


def test_an_image_within_the_limits_is_read(photo, number):
    assert load_checked(photo, Limits()).shape == number.shape


def test_a_bomb_is_refused_before_it_is_decoded(bomb):
    with pytest.raises(ImageError, match="million"):
        load_checked(bomb, Limits())


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        pytest.param(Limits(pixels=1000), "160 x 120 pixels", id="pixels"),
        pytest.param(Limits(file_bytes=100), "too large", id="bytes"),
    ],
)
def test_what_is_too_large_is_said(photo, limits, said):
    with pytest.raises(ImageError, match=said):
        load_checked(photo, limits)


@pytest.mark.parametrize(
    "content", [b"", b"no image", b"\x89PNG\r\n\x1a\nbroken", b"%!PS-Adobe-3.0 EPSF-3.0\n"]
)
def test_what_is_no_image_is_said(tmp_path, content):
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(ImageError, match="no image"):
        load_checked(path, Limits())


def test_a_file_that_is_gone_is_said(tmp_path):
    with pytest.raises(ImageError, match="upload it again"):
        load_checked(tmp_path / "gone.png", Limits())


def test_pillow_opens_nothing_larger(monkeypatch, photo):
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", None)
    bound_pillow(Limits(pixels=1000))
    with pytest.raises(Pillow.DecompressionBombError):
        Pillow.open(photo)
    bound_pillow(Limits(pixels=160 * 120 + 2))
    Pillow.open(photo).close()
