"""Frames of a video: looked at anew where something moved, and after a while."""

import numpy as np
import pytest

from digitrec.reading.found import Page
from digitrec.reading.video import LONGEST, FrameReader
from digitrec.types import Reading


class Looks:
    """A page reader that counts its looks."""

    def __init__(self) -> None:
        self.found: list[tuple[int, ...]] = []
        self.cuts: list[object] = []

    def rows(self, pixels: np.ndarray) -> list[int]:
        self.found.append(pixels.shape)
        return [len(self.found)]

    def cut(self, _pixels: np.ndarray, rows: list[int]) -> Page:
        self.cuts.append(rows)
        return Page()


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
def read(looks: Looks) -> FrameReader:
    return FrameReader(looks, lambda _page, _shape: Reading())


def frame(seed: int, shape: tuple[int, int] = (480, 640)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.clip(rng.normal(180, 6, (*shape, 3)), 0, 255).astype(np.uint8)


def test_grain_is_no_movement_and_every_frame_is_cut_where_numbers_were(read: FrameReader, looks: Looks):
    for seed in range(5):
        read(frame(seed))
    assert len(looks.found) == 1
    assert looks.cuts == [[1]] * 5


def test_a_stroke_is_movement(read: FrameReader, looks: Looks):
    read(frame(0))
    written = frame(1)
    written[200:240, 300:304] = 40
    read(written)
    read(written)
    assert len(looks.found) == 2
    assert looks.cuts == [[1], [2], [2]]


def test_another_size_and_a_long_time_are_looked_at_anew(read: FrameReader, looks: Looks):
    read(frame(0))
    read(frame(0, (240, 640)))
    assert len(looks.found) == 2
    for _ in range(LONGEST):
        read(frame(0, (240, 640)))
    assert len(looks.found) == 3
