"""Stored networks of maps say the same through LiteRT and through Keras."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.models.architectures.maps import (
    FINDER_INPUT,
    INK_INPUT,
    SINGLE_INPUT,
    build_finder,
    build_ink,
    build_single,
)
from digitrec.models.map_engines import (
    FinderEngine,
    InkEngine,
    KerasMaps,
    SingleEngine,
    TwinMaps,
    load_best_maps,
    load_finder,
    load_ink,
    load_single,
)
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import FINDER, INK, SINGLE, ModelRecord
from digitrec.models.store import save_model, stored_model

CLOSE = 5e-3  # the twin holds its weights as half floats


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with all three networks, untrained."""
    quiet_keras().utils.set_random_seed(3)
    folder = tmp_path_factory.mktemp("models")
    for kind, build, version in (
        (FINDER, build_finder, FINDER_INPUT),
        (INK, build_ink, INK_INPUT),
        (SINGLE, build_single, SINGLE_INPUT),
    ):
        record = ModelRecord(f"best_{kind}_model", kind, 0, version, temperature=1.5, kind=kind)
        save_model(build(), dataclasses.replace(record, validation_accuracy=0.5), folder)
    return folder


@pytest.fixture(scope="module")
def bare(saved, tmp_path_factory):
    """The same without twins, so that Keras has to do it."""
    folder = tmp_path_factory.mktemp("bare")
    for path in (*saved.glob("*.keras"), *saved.glob("*.json")):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(height + width).integers(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(64, 64), (256, 320), (320, 128), (37, 310), (240, 320), (1, 1), (400, 90)])
def test_the_finder_says_the_same_through_both(saved, bare, size):
    fast, slow = (load_finder(stored_model(folder / "best_finder_model.keras")) for folder in (saved, bare))
    one, other = fast.maps(noise(*size)), slow.maps(noise(*size))
    cells = -(-size[0] // 4), -(-size[1] // 4)
    for made in (one, other):
        assert made.kernel.shape == made.height.shape == made.light.shape == cells
        assert made.up.shape == (*cells, 2)
        assert 0 <= made.kernel.min() <= made.kernel.max() <= 1
        assert 0 <= made.light.min() <= made.light.max() <= 1
        assert made.height.min() > 0
    assert np.abs(one.kernel - other.kernel).max() < CLOSE
    assert np.abs(one.light - other.light).max() < CLOSE
    assert np.abs(one.up - other.up).max() < CLOSE * max(1, np.abs(other.up).max())
    assert np.abs(np.log2(one.height / other.height)).max() < CLOSE * 4


@pytest.mark.slow
@pytest.mark.parametrize("size", [(64, 64), (64, 256), (63, 255), (128, 300), (300, 40), (1, 1)])
def test_ink_is_the_same_through_both(saved, bare, size):
    fast, slow = (load_ink(stored_model(folder / "best_ink_model.keras")) for folder in (saved, bare))
    (ink, kernels), (other_ink, other_kernels) = fast.ink(noise(*size)), slow.ink(noise(*size))
    assert ink.shape == other_ink.shape == size
    assert ink.dtype == other_ink.dtype == np.uint8
    assert kernels.shape == (-(-size[0] // 2), -(-size[1] // 2))
    assert np.abs(ink.astype(int) - other_ink).max() <= 1
    assert np.abs(kernels - other_kernels).max() < CLOSE


@pytest.mark.slow
@pytest.mark.parametrize("size", [(64, 64), (64, 3), (37, 64), (1, 1)])
def test_the_ink_of_a_single_digit_is_the_same_through_both(saved, bare, size):
    fast, slow = (load_single(stored_model(folder / "best_single_model.keras")) for folder in (saved, bare))
    ink, other = fast.ink(noise(*size)), slow.ink(noise(*size))
    assert ink.shape == other.shape == size
    assert ink.dtype == other.dtype == np.uint8
    assert np.abs(ink.astype(int) - other).max() <= 1


@pytest.mark.slow
def test_all_are_found_in_a_folder(saved, tmp_path):
    found, skipped = load_best_maps(saved)
    assert [type(engine) for engine in found] == [FinderEngine, InkEngine, SingleEngine]
    assert skipped == ()
    assert load_best_maps(tmp_path) == (None, ())
    for path in (path for path in saved.iterdir() if "single" not in path.name):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    found, _ = load_best_maps(tmp_path)
    assert found.single is None, "there are page networks without one for single digits"


@pytest.mark.slow
def test_one_network_does_not_pass_for_the_other(saved, bare):
    for folder in (saved, bare):
        with pytest.raises(ModelError, match="best_ink_model"):
            load_finder(stored_model(folder / "best_ink_model.keras"))
        with pytest.raises(ModelError, match="best_finder_model"):
            load_ink(stored_model(folder / "best_finder_model.keras"))


def test_kernels_are_calibrated_and_light_is_not():
    maps = np.zeros((16, 16, 5), np.float32)
    maps[..., 0], maps[..., 1], maps[..., 4] = 2.0, 1.0, 2.0
    made = FinderEngine(lambda _: (maps,), temperature=2.0).maps(noise(64, 64))
    assert made.kernel[0, 0] == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert made.light[0, 0] == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert made.height[0, 0] == pytest.approx(64.0)


def test_ink_is_grey_where_the_network_is_undecided():
    ink, kernels = np.zeros((64, 64, 1), np.float32), np.full((32, 32, 1), 3.0, np.float32)
    ink[:8], ink[8:16] = 20.0, -20.0
    told, rows = InkEngine(lambda _: (ink, kernels), temperature=3.0).ink(noise(64, 64))
    assert (told[0, 0], told[8, 0], told[20, 0]) == (255, 0, 128)
    assert rows[0, 0] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_engines_take_what_the_networks_were_shown():
    class Asked:
        def predict_on_batch(self, images):
            self.images = images
            return np.zeros((1, 16, 16, 5), np.float32)

    asked = Asked()
    FinderEngine(KerasMaps(asked)).maps(np.array([0, 255], np.uint8).repeat(64 * 32 * 3).reshape(64, 64, 3))
    assert asked.images.shape == (1, 64, 64, 3)
    assert asked.images.dtype == np.float32
    assert (asked.images.min(), asked.images.max()) == (-1.0, 1.0)


def test_what_is_no_twin_is_refused():
    with pytest.raises((ValueError, RuntimeError)):
        TwinMaps(b"nonsense", ("maps",), ((64, 64),), 1)
