from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitrec.cli.shared import reader as reader_module
from digitrec.types import Reading
from tests.fakes import FakeReader


@pytest.fixture
def scans(tmp_path, monkeypatch):
    """Two images and a broken one, in the folder that the test runs in."""
    (tmp_path / "below").mkdir()
    for name in ("a.png", "below/b.png"):
        (tmp_path / name).write_bytes(cv2.imencode(".png", np.full((40, 80), 255, np.uint8))[1].tobytes())
    (tmp_path / "broken.png").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(monkeypatch):
    """Makes `read` see this reading in every image."""

    def answer(given: Reading, skipped: tuple[str, ...] = ()) -> FakeReader:
        fake = FakeReader(given)
        monkeypatch.setattr(reader_module, "open_reader", lambda *_, **__: (fake, skipped))
        return fake

    return answer
