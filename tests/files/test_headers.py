from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.errors import ImageError
from digitrec.files.headers import look
from digitrec.files.images import OpenCvPages
from tests.files.samples import HEIGHT, WIDTH, encoded, gradient, heic, pages, pillowed

FILES = {
    **{ending: encoded(ending) for ending in ("png", "jpg", "bmp", "tif", "webp", "ppm", "gif", "ras")},
    **{ending: encoded(ending, gradient(1)) for ending in ("pgm", "pbm")},
    **{ending: encoded(ending, gradient().astype(np.float32)) for ending in ("pfm", "hdr")},
    "pam": encoded("pam"),
    "avif": encoded("avif"),
    "webp-lossless": encoded("webp", None, 64, 101),
    "webp-animated": pillowed("WEBP", save_all=True, append_images=[]),
    "big-tiff": pillowed("TIFF", big_tiff=True),
    "jp2": pillowed("JPEG2000"),
    "codestream": pillowed("JPEG2000", no_jp2=True),
    "pnm-with-comment": b"P5 # made by hand\n40\n20 255\n" + bytes(800),
    "os2-bmp": b"BM" + struct.pack("<IHHIIHHHH", 2426, 0, 0, 26, 12, WIDTH, HEIGHT, 1, 24) + bytes(2400),
}


@pytest.mark.parametrize("name", FILES)
def test_the_size_is_known_before_decoding(name):
    header = look(FILES[name])
    assert (header.width, header.height, header.pages) == (WIDTH, HEIGHT, 1)
    assert OpenCvPages(FILES[name])[0].shape[:2] == (HEIGHT, WIDTH)


def test_heic_and_documents():
    pytest.importorskip("pillow_heif")
    assert look(heic()).kind == "HEIC"
    header = look(pages(3))
    assert (header.pages, header.height) == (3, HEIGHT + 2)


@pytest.mark.parametrize("name", FILES)
def test_too_many_pixels_are_refused_before_decoding(name, monkeypatch):
    def decode(*_):
        raise AssertionError("it was decoded")

    monkeypatch.setattr("digitrec.files.images.cv2.imdecode", decode)
    with pytest.raises(ImageError, match=r"40 x 20 pixels, more than 0.0007 million"):
        OpenCvPages(FILES[name], most_pixels=700)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_at_once():
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    with pytest.raises(ImageError, match=r"60,000 x 60,000"):
        OpenCvPages(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000))))


def test_a_progressive_image_of_very_many_scans_is_refused():
    content = encoded("jpg", None, 2, 1)
    assert 5 < look(content).work < 20

    with pytest.raises(ImageError, match="scans"):
        OpenCvPages(content[:-2] + b"\xff\xda" * 6_000_000)


@pytest.mark.parametrize("ending", ["sgi", "pcx", "tga"])
def test_what_is_not_recognised_is_not_given_to_a_decoder(ending):
    assert look(pillowed(ending)) is None


@pytest.mark.parametrize("name", FILES)
@given(cut=st.integers(0, 200))
def test_files_cut_short_raise_nothing_else(name, cut):
    header = look(FILES[name][:cut])
    assert header is None or header.pixels > 0


@given(st.sampled_from(sorted(FILES)), st.binary(min_size=1, max_size=60), st.integers(2, 120))
def test_broken_headers_raise_nothing_else(name, noise, at):
    content = bytearray(FILES[name])
    content[at : at + len(noise)] = noise
    header = look(bytes(content))
    assert header is None or header.pixels > 0


def test_a_tiff_whose_pages_run_in_a_circle_ends():
    content = bytearray(pages(2))
    (first,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, first)
    struct.pack_into("<I", content, first + 2 + 12 * count, first)
    assert look(bytes(content)).pages == 1


def test_a_chunk_that_claims_gigabytes_is_refused():
    """OpenCV makes room for as much as a chunk says, before it looks whether it is there."""
    content = bytearray(FILES["png"])
    at = content.index(b"IDAT") - 4
    content[at : at + 4] = b"\xcf\0\0\0"
    assert look(bytes(content)) is None
