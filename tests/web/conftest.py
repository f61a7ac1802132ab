from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

if find_spec("gradio") is None:
    collect_ignore_glob = ["*"]  # needs the extra: pip install ".[web]"

MODELS = Path(__file__).parents[2] / "output"


@pytest.fixture(scope="session")
def controller():
    """The shipped models of digits, behind a controller; the ink of images is found by a threshold."""
    from digitrec.cli.shared.reader import open_reader
    from digitrec.reading.reader import Reader
    from digitrec.web.controller import Controller
    from tests.fakes import FakePage

    def opened(path: Path) -> Reader:
        reader, _ = open_reader(MODELS, path, threads=1)
        return Reader(reader.engine, reader.model, second=reader.second, page=FakePage())

    return Controller(MODELS, opened)


@pytest.fixture(scope="session")
def number():
    """A 17 with a pen on paper, (120, 160) uint8 grey."""
    paper = np.full((120, 160), 255, np.uint8)
    cv2.line(paper, (40, 25), (40, 95), 0, 7)
    cv2.polylines(paper, [np.array([[75, 28], [115, 28], [92, 96]])], False, 0, 7)
    return paper


@pytest.fixture
def photo(tmp_path, number):
    """That, as a file."""
    path = tmp_path / "seventeen.png"
    path.write_bytes(cv2.imencode(".png", number)[1].tobytes())
    return path


def header_only_png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds next to nothing: a decompression bomb in small."""
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.fixture
def bomb(tmp_path):
    """A file of some bytes that says it has 4,000 million pixels."""
    path = tmp_path / "bomb.png"
    path.write_bytes(header_only_png(100_000, 40_000))
    return path
