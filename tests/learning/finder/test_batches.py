"""Pages in batches: turned, cut and in another light, and still true."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.learning.finder import batches
from digitrec.learning.finder.batches import batches_of, relit
from digitrec.learning.finder.shards import Pages
from digitrec.learning.finder.targets import IGNORED, KERNEL, NOTHING


def pages_of(count: int, angle: float = 0.0, size: tuple[int, int] = (64, 96)) -> Pages:
    """Pages with a bright pixel where each has its kernel, which is an own cell of every page."""
    height, width = size[0] // 4, size[1] // 4
    images = np.full((count, *size, 3), 40, np.uint8)
    kernels = np.zeros((count, height, width), np.uint8)
    for number in range(count):
        y, x = divmod(7 * number + 30, width)
        kernels[number, y, x] = KERNEL
        images[number, 4 * y : 4 * y + 4, 4 * x : 4 * x + 4] = 200
    heights = np.where(kernels == KERNEL, 0.5, 0).astype(np.float16)
    up = np.array([math.sin(angle), -math.cos(angle)])
    ups = ((kernels == KERNEL)[..., None] * up).astype(np.float16)
    return Pages(images, kernels, np.zeros(count, bool), heights, ups)


def crops_of(count: int) -> Pages:
    rng = np.random.default_rng(2)
    images = rng.integers(0, 255, (count, 64, 64, 3), np.uint8)
    ink = rng.integers(0, 256, (count, 64, 64), np.uint8)
    kernels = rng.integers(0, 3, (count, 32, 32)).astype(np.uint8)
    return Pages(images, kernels, np.zeros(count, bool), ink=ink, ignored=ink > 250)


def test_without_chance_pages_come_as_they_are():
    pages = pages_of(5)
    made = list(batches_of(pages, 2, None))
    assert [len(images) for images, _ in made] == [2, 2, 1]
    assert np.array_equal(np.concatenate([images for images, _ in made]), pages.images)
    maps = np.concatenate([targets[0] for _, targets in made])
    assert maps.dtype == np.float32
    assert np.array_equal(maps[..., 0], pages.kernels)
    assert np.array_equal(maps[..., 1], pages.heights)
    assert np.array_equal(maps[..., 2:4], pages.ups)
    assert not maps[..., 4].any()


def test_with_chance_batches_are_whole_and_shuffled_and_hold_a_page_once():
    pages = pages_of(11)
    made = list(batches_of(pages, 4, np.random.default_rng(1)))
    assert [len(images) for images, _ in made] == [4, 4]
    again = list(batches_of(pages, 4, np.random.default_rng(1)))
    for (images, (maps,)), (other, (others,)) in zip(made, again, strict=True):
        assert np.array_equal(images, other)
        assert np.array_equal(maps, others)
    orders = [np.argwhere(maps[..., 0] == KERNEL)[:, 1:].tolist() for _, (maps,) in made]
    assert orders[0] != np.argwhere(pages.kernels[:4] == KERNEL)[:, 1:].tolist()


def test_crops_have_ink_what_is_ignored_and_kernels():
    pages = crops_of(5)
    ((images, (ink, kernels)),) = batches_of(pages, 5, None)
    assert np.array_equal(images, pages.images)
    assert ink[..., 0] == pytest.approx(pages.ink / 255)
    assert np.array_equal(ink[..., 1], pages.ignored)
    assert np.array_equal(kernels[..., 0], pages.kernels)
    (first, *_) = batches_of(pages, 2, np.random.default_rng(1))
    assert first[0].shape == (2, 64, 64, 3)
    assert [target.shape for target in first[1]] == [(2, 64, 64, 2), (2, 32, 32, 1)]


def test_whole_pages_need_heights():
    pages = pages_of(2)
    with pytest.raises(ValueError, match="heights"):
        list(batches_of(Pages(pages.images, pages.kernels, pages.light), 2, None))


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("angle", [0.0, 0.3, -1.0])
def test_a_turned_page_has_its_directions_turned(quarters, angle):
    pages = pages_of(3, angle)
    ((images, (maps,)),) = batches_of(pages, 3, None)
    turned, told = batches._turned(images, maps, quarters)
    assert np.array_equal(turned, np.rot90(images, quarters, (1, 2)))
    assert turned.flags.c_contiguous
    kernel = told[..., 0] == KERNEL
    assert np.array_equal(kernel, turned[:, ::4, ::4, 0] == 200)
    seen = angle - quarters * math.pi / 2  # np.rot90 turns counter-clockwise
    expected = [math.sin(seen), -math.cos(seen)]
    assert told[kernel][:, 2:4] == pytest.approx(np.tile(expected, (3, 1)), abs=2e-3)
    assert told[kernel][:, 1] == pytest.approx(0.5)


def test_up_points_to_the_top_of_the_digits_after_a_quarter_turn():
    """A page turned counter-clockwise has its top on the left."""
    ((images, (maps,)),) = batches_of(pages_of(1), 1, None)
    _, told = batches._turned(images, maps, 1)
    assert told[told[..., 0] == KERNEL][0, 2:4].tolist() == [-1.0, 0.0]


@given(seed=st.integers(0, 500), angle=st.sampled_from([0.0, 0.4]))
def test_in_every_batch_kernels_lie_on_their_digits(seed, angle):
    pages = pages_of(4, angle)
    ((images, (maps,)),) = batches_of(pages, 4, np.random.default_rng(seed))
    assert images.shape[1] * images.shape[2] == 64 * 96
    assert maps.shape == (4, images.shape[1] // 4, images.shape[2] // 4, 5)
    assert images.dtype == np.uint8
    assert maps.dtype == np.float32
    for image, told in zip(images, maps, strict=True):
        for y, x in np.argwhere(told[..., 0] == KERNEL):
            own, others = image[4 * y : 4 * y + 4, 4 * x : 4 * x + 4], image.reshape(-1, 3)
            assert (own == own[0, 0]).all()
            assert np.count_nonzero((others == own[0, 0]).all(axis=1)) <= 4 * 96 or np.ptp(own) == 0
            direction = told[y, x, 2:4]
            assert np.hypot(*direction) == pytest.approx(1, abs=2e-3)


@given(seed=st.integers(0, 300))
def test_what_is_beyond_a_cut_goes_on_and_holds_no_digit(seed):
    rng = np.random.default_rng(seed)
    pages = pages_of(4)
    noise = np.random.default_rng(1).integers(0, 255, pages.images.shape, np.uint8)
    ((_, (maps,)),) = batches_of(pages, 4, None)
    images, told = batches._cut(noise, maps, rng)
    changed = np.flatnonzero((images != noise).any(axis=(0, 1, 3)))
    lower = np.flatnonzero((images != noise).any(axis=(0, 2, 3)))
    if not len(changed):
        assert np.array_equal(told, maps)
        return
    axis, start = (2, changed[0]) if len(lower) == 64 else (1, lower[0])
    if axis == 1:
        images, told, maps = (one.swapaxes(1, 2) for one in (images, told, maps))
    assert start % 4 == 0
    assert (images[:, :, start:] == images[:, :, start - 1 : start]).all()
    assert np.array_equal(told[:, :, : start // 4], maps[:, :, : start // 4])
    beyond = told[:, :, start // 4 :, 0]
    edge = maps[:, :, start // 4 - 1, 0]
    assert set(np.unique(beyond)) <= {NOTHING, IGNORED}
    assert (beyond[edge > 0] == IGNORED).all()
    assert (beyond[edge == NOTHING] == NOTHING).all()


def test_a_cut_leaves_the_pages_it_was_given_alone():
    pages = pages_of(4)
    before = pages.images.copy(), pages.kernels.copy()
    for seed in range(20):
        list(batches_of(pages, 2, np.random.default_rng(seed)))
    assert np.array_equal(pages.images, before[0])
    assert np.array_equal(pages.kernels, before[1])


@given(seed=st.integers(0, 1000), height=st.integers(1, 20), width=st.integers(1, 20))
def test_another_light_changes_colours_only(seed, height, width):
    rng = np.random.default_rng(seed)
    image = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    before = image.copy()
    lit, inverted = relit(image, rng)
    assert (lit.shape, lit.dtype) == (image.shape, np.uint8)
    assert isinstance(inverted, bool)
    assert np.array_equal(image, before)
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    curve, dark_on_light = relit(grey, np.random.default_rng(seed))
    steps = np.diff(curve.astype(int), axis=1)
    assert (steps <= 0).all() if dark_on_light else (steps >= 0).all()


def test_inverted_pages_have_their_ink_inverted_too():
    pages = pages_of(40)
    found = []
    for seed in range(5):
        for images, (maps,) in batches_of(pages, 8, np.random.default_rng(seed)):
            for image, told in zip(images, maps, strict=True):
                kernel = told[..., 0] == KERNEL
                if kernel.any():
                    (y, x), paper = np.argwhere(kernel)[0], np.median(image)
                    darker = image[4 * y, 4 * x].mean() < paper
                    found.append((bool(told[y, x, 4]), bool(darker)))
    assert {light for light, _ in found} == {True, False}
    assert all(light == darker for light, darker in found), "these pages were written light on dark, as dark"
