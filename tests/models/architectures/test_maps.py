import numpy as np
import pytest

from digitrec.models.architectures.maps import FINDER_CHANNELS, MULTIPLE, build_finder, build_ink
from digitrec.models.archive import check_archive
from digitrec.models.map_shapes import FINDER_SIZES, INK_SIZES, check_finder_shapes, check_ink_shapes
from digitrec.models.quiet import quiet_keras

pytestmark = pytest.mark.slow
LARGEST_FILE = 1_500_000  # bytes: what may be shipped


@pytest.mark.parametrize("build", [build_finder, build_ink])
def test_it_is_small_and_of_plain_layers(build, tmp_path):
    model = build()
    path = tmp_path / "model.keras"
    model.save(path)
    assert path.stat().st_size <= LARGEST_FILE
    check_archive(path)
    assert all(type(layer).__module__.startswith("keras.") for layer in model.layers)


def test_the_finder_has_a_cell_for_every_four_pixels():
    model = build_finder()
    check_finder_shapes(model.input_shape, model.output_shape)
    for height, width in ((64, 320), (96, 64)):
        maps = np.asarray(model.predict_on_batch(np.zeros((1, height, width, 3), np.float32)))
        assert maps.shape == (1, height // 4, width // 4, FINDER_CHANNELS)
        assert maps.dtype == np.float32


def test_ink_is_told_for_every_pixel_and_kernels_for_every_second():
    model = build_ink()
    check_ink_shapes(model.input_shape, model.output_shape)
    for height, width in ((64, 128), (32, 96)):
        ink, kernels = model.predict_on_batch(np.zeros((1, height, width, 3), np.float32))
        assert np.shape(ink) == (1, height, width, 1)
        assert np.shape(kernels) == (1, height // 2, width // 2, 1)


@pytest.mark.parametrize(("build", "reach"), [(build_finder, 300), (build_ink, 120)])
def test_a_place_is_judged_by_what_is_around_it(build, reach):
    quiet_keras().utils.set_random_seed(1)
    model = build()

    def said(image):
        made = model.predict_on_batch(image)
        return np.asarray(made[0] if isinstance(made, list) else made)[0]

    plain = np.zeros((1, 64, 320, 3), np.float32)
    changed = plain.copy()
    changed[:, 31:33, :4] = 1
    moved = np.abs(said(changed) - said(plain)).max(axis=(0, 2))
    assert np.nonzero(moved)[0].max() * (320 // len(moved)) >= min(reach / 2, 300)


def test_sizes_of_twins_fit_the_networks():
    assert all(side % MULTIPLE == 0 for size in (*FINDER_SIZES, *INK_SIZES) for side in size)
