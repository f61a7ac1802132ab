from __future__ import annotations

import sys

import numpy as np
import pytest

from digitrec.errors import ImageError
from digitrec.files.documents import load_image, open_pages
from tests.files.samples import gradient, heic, pages, pillowed


def test_every_page_of_a_tiff():
    document = open_pages(pages(3))
    assert len(document) == 3
    assert [document[index].shape for index in range(3)] == [(20, 40, 3), (21, 40, 3), (22, 40, 3)]
    with pytest.raises(IndexError):
        document[3]


def test_a_page_of_a_tiff_that_is_too_large_is_refused():
    with pytest.raises(ImageError, match="40 x 22"):
        open_pages(pages(3), most_pixels=860)


class TestPdf:
    pytest.importorskip("pypdfium2")

    def test_pages_are_drawn_at_200_dots_an_inch(self):
        document = open_pages(pages(2, "PDF"))
        assert len(document) == 2
        assert document[1].shape == (59, 112, 3)
        assert document[0].min() > 200

    def test_colours_are_bgr(self):
        red = np.zeros((72, 72, 3), np.uint8)
        red[..., 0] = 255
        assert open_pages(pillowed("PDF", red, resolution=72))[0][100, 100].tolist()[2] > 200

    def test_a_large_page_is_drawn_smaller(self):
        document = open_pages(pillowed("PDF", gradient(), resolution=0.5))
        assert document[0].shape[0] * document[0].shape[1] <= 16.1e6
        assert open_pages(pages(1, "PDF"), most_pixels=500)[0].size <= 3 * 600

    @pytest.mark.parametrize("content", [b"%PDF-1.4", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>"])
    def test_a_broken_one_is_a_clear_error(self, content):
        with pytest.raises(ImageError, match="broken PDF"):
            open_pages(content)

    def test_a_locked_one_is_told(self):
        with pytest.raises(ImageError, match="password"):
            open_pages(locked_pdf())


def locked_pdf() -> bytes:
    """A PDF whose encryption no empty password opens."""
    entry = b"<" + b"ab" * 32 + b">"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O" + entry + b"/U" + entry + b">>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF" % len(
        content
    )
    return content + table + trailer


class TestHeic:
    pytest.importorskip("pillow_heif")

    @pytest.mark.parametrize(("channels", "shape"), [(3, (64, 90, 3)), (4, (64, 90, 4))])
    def test_photos(self, channels, shape):
        red = np.full((64, 90, channels), 255, np.uint8)
        red[..., 1:3] = 0
        image = open_pages(heic(red))[0]
        assert image.shape == shape
        assert image[30, 30, 2] > 200 > 50 > image[30, 30, 0]

    def test_what_a_camera_held_sideways_took_is_turned_upright(self):
        import io

        import pillow_heif
        from PIL import Image as Pillow

        photo = Pillow.fromarray(np.zeros((64, 90, 3), np.uint8))
        exif = Pillow.Exif()
        exif[0x0112] = 6
        file = pillow_heif.from_pillow(photo)
        file.info["exif"] = exif.tobytes()
        stored = io.BytesIO()
        file.save(stored)
        assert open_pages(stored.getvalue())[0].shape[:2] == (90, 64)

    def test_broken_and_too_large_ones(self):
        content = heic(np.zeros((64, 90, 3), np.uint8))
        with pytest.raises(ImageError, match="no image"):
            open_pages(content[: len(content) // 2])[0]
        with pytest.raises(ImageError, match="pixels"):
            open_pages(content, most_pixels=5000)


HEIC_HEAD = (
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    b"\0\0\0\x24meta" + bytes(8) + b"\0\0\0\x14ispe" + bytes(4) + b"\0\0\0\x10" * 2
)


@pytest.mark.parametrize(
    ("module", "content"),
    [
        pytest.param("pypdfium2", b"%PDF-1.4", id="pdf"),
        pytest.param("pillow_heif", HEIC_HEAD, id="heic"),
    ],
)
def test_without_the_extra_one_line_names_it(monkeypatch, module, content, tmp_path):
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=r'pip install "digitrec\[files\]"'):
        load_image(path)
