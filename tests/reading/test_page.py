"""From an image to its lines of ink, with networks that see simple drawings as the real ones see pages."""

import cv2
import numpy as np
import pytest

from digitrec.page.regions import CELL, FinderMaps
from digitrec.reading import page as page_module
from digitrec.reading.found import Page
from digitrec.reading.page import PageReader, load_page_reader
from digitrec.reading.reader import Reader
from tests.fakes import FakeEngine, ink_by_threshold


class ThresholdFinder:
    """Finds upright strokes that are neither low nor tall where it looks, as the real one does."""

    def __init__(self, lowest: float = 3.0, tallest: float = 160.0, quarters: int = 0) -> None:
        self.seen: list[tuple[int, ...]] = []
        self._range, self._quarters = (lowest, tallest), quarters

    def maps(self, image: np.ndarray) -> FinderMaps:
        self.seen.append(image.shape)
        upright = np.ascontiguousarray(np.rot90(image, self._quarters))
        up = ((0, -1), (1, 0), (0, 1), (-1, 0))[self._quarters]
        size = -(-upright.shape[0] // CELL), -(-upright.shape[1] // CELL)
        kernel, height, light = np.zeros((3, *size), np.float32)
        ink = ink_by_threshold(upright)
        pale = upright[ink > 0].mean() > upright.mean() if ink.any() else False
        count, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
        for left, top, width, tall, _ in stats[1:count].tolist():
            if self._range[0] <= tall <= self._range[1]:
                middle = (top + tall / 2) / CELL
                rows = slice(int(max(0, middle - tall / 16)), int(middle + tall / 16) + 1)
                beside = tall / 4  # strokes nearer than half a height are joined
                columns = slice(max(0, int((left - beside) / CELL)), int((left + width + beside) / CELL) + 1)
                kernel[rows, columns], height[rows, columns], light[rows, columns] = 0.9, tall, pale
        turned = [np.rot90(one, -self._quarters) for one in (kernel, height, light)]
        kernel, height, light = (np.ascontiguousarray(one) for one in turned)
        ups = np.broadcast_to(np.array(up, np.float32), (*kernel.shape, 2))
        return FinderMaps(kernel, height, ups.copy(), light)


class ThresholdInk:
    """Takes for ink what differs from the rest."""

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def ink(self, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.seen.append(image)
        ink = ink_by_threshold(image)
        kernels = np.zeros((-(-ink.shape[0] // 2), -(-ink.shape[1] // 2)), np.float32)
        count, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
        for left, top, width, tall, _ in stats[1:count].tolist():
            middle, reach = top + tall / 2, 0.2 * tall
            rows = slice(int((middle - reach) / 2), int((middle + reach) / 2) + 1)
            kernels[rows, max(0, int((left - reach) / 2)) : int((left + width + reach) / 2) + 1] = 0.9
        return ink, kernels


def strokes(shape=(480, 640), tall=60.0, count=4, left=100.0, top=100.0, paper=230, pen=30) -> np.ndarray:
    """So many upright strokes side by side, half a height apart: (H, W, 3) uint8."""
    image = np.full((*shape, 3), paper, np.uint8)
    wide = max(1, round(tall / 8))
    for number in range(count):
        x = round(left + number * 0.5 * tall)
        cv2.rectangle(image, (x, round(top)), (x + wide - 1, round(top + tall) - 1), (pen, pen, pen), -1)
    return image


def reader_of(finder: ThresholdFinder | None = None, ink: ThresholdInk | None = None) -> PageReader:
    return PageReader(finder or ThresholdFinder(), ink or ThresholdInk())


@pytest.mark.parametrize("tall", [8, 14, 25, 60, 150, 300, 460])
def test_digits_of_any_size_are_found_and_brought_to_one(tall):
    network = ThresholdInk()
    image = strokes(tall=tall, count=1 if tall > 300 else 3, top=10, left=90)
    reading = Reader(FakeEngine(1), page=reader_of(ink=network)).read(image)
    assert set(reading.text) == {"1"}
    for digit in reading.digits:
        assert digit.box.height == pytest.approx(tall, rel=0.25, abs=4)
        assert digit.box.top == pytest.approx(10, abs=max(3, tall / 12))
    for seen in network.seen:
        heights = ink_by_threshold(seen).max(axis=1)
        assert np.count_nonzero(heights) == pytest.approx(40, rel=0.35)


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (1280, 720), (640, 480), (200, 60), (90, 300)])
def test_the_finder_looks_at_small_images_only(width, height):
    finder = ThresholdFinder()
    image = strokes((height, width), tall=0.4 * height, count=2, top=0.3 * height, left=0.2 * width)
    rows = reader_of(finder).rows(image)
    assert len(rows) == 1
    assert rows[0].height == pytest.approx(0.4 * height, rel=0.2)
    assert max(max(shape[:2]) for shape in finder.seen) <= 640
    assert sum(shape[0] * shape[1] for shape in finder.seen) <= 3 * 320 * 320


def test_small_digits_are_looked_for_in_a_larger_image():
    finder = ThresholdFinder(lowest=4)
    image = strokes((1200, 1600), tall=30, count=4, left=300, top=500)
    page = reader_of(finder).read(image)
    assert len(finder.seen) >= 2
    assert [len(one.line.components) for one in page.lines] == [4]
    (cut,) = page.cuts
    assert cut.region.height == pytest.approx(30, rel=0.2)


def test_large_and_small_digits_of_one_image_are_each_read_once():
    image = strokes((1200, 1600), tall=700, count=2, left=500, top=400)
    small = strokes((1200, 1600), tall=40, count=3, left=100, top=100)
    finder = ThresholdFinder(lowest=4, tallest=100)
    reading = Reader(FakeEngine(1), page=reader_of(finder)).read(np.minimum(image, small))
    assert sorted(len(line.digits) for line in reading.lines) == [2, 3]


@pytest.mark.parametrize("light", [False, True])
def test_the_ink_of_a_page_stands_where_it_is_in_the_image(light):
    image = strokes(paper=20, pen=240) if light else strokes()
    page = reader_of().read(image)
    (cut,) = page.cuts
    assert cut.region.light == light
    ink = page.ink_on(image.shape)
    assert ink.shape == (480, 640)
    truth = ink_by_threshold(image) > 0
    assert (ink[truth] > 100).mean() > 0.95
    assert not ink[~cv2.dilate(truth.astype(np.uint8), np.ones((9, 9))).astype(bool)].any()


def test_the_ink_of_nothing_is_none():
    assert not Page().ink_on((40, 50, 3)).any()


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_that_lies_turned_is_cut_out_upright(quarters):
    network = ThresholdInk()
    image = np.ascontiguousarray(np.rot90(strokes(), -quarters))
    finder = ThresholdFinder(quarters=quarters)
    reading = Reader(FakeEngine(1), page=reader_of(finder, network)).read(image)
    assert (reading.text, reading.rotation) == ("1111", 90 * quarters)
    assert network.seen[0].shape[0] < network.seen[0].shape[1]
    dark = image[..., 0] < 128
    for digit in reading.digits:
        box = digit.box
        assert dark[box.top : box.bottom, box.left : box.right].any()
        dark[box.top : box.bottom, box.left : box.right] = False
    assert not dark.any()


def test_where_the_finder_finds_nothing_nothing_is_cut_out():
    network = ThresholdInk()
    page = reader_of(ThresholdFinder(lowest=1000, tallest=1001), network).read(strokes())
    assert (page.cuts, page.lines, network.seen) == ((), (), [])


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (400, 1), (3, 3000)])
def test_images_of_any_shape_are_looked_at(shape):
    assert reader_of().read(np.zeros((*shape, 3), np.uint8)).lines == ()
    (found,) = reader_of().single(np.zeros((*shape, 3), np.uint8))
    assert not found.ink.any()


@pytest.mark.parametrize("shape", [(28, 28), (300, 200), (60, 500)])
def test_an_image_of_one_digit_is_looked_at_as_a_whole(shape):
    network, finder = ThresholdInk(), ThresholdFinder()
    image = strokes(shape, tall=0.6 * shape[0], count=1, left=0.4 * shape[1], top=0.2 * shape[0])
    (found,) = reader_of(finder, network).single(image)
    assert finder.seen == []
    assert max(network.seen[0].shape) == 64
    assert found.ink.shape == network.seen[0].shape[:2]
    assert found.stroke > 0
    assert found.place.scale == pytest.approx(64 / max(shape))


class Single:
    """Takes for ink what differs from the rest, and what it is told to."""

    def __init__(self, more: tuple[slice, slice] = (slice(0), slice(0))) -> None:
        self.more = more
        self.seen: list[tuple[int, ...]] = []

    def ink(self, image: np.ndarray) -> np.ndarray:
        self.seen.append(image.shape)
        ink = ink_by_threshold(image)
        ink[self.more] = 255
        return ink


def test_a_network_of_its_own_looks_at_images_of_one_digit():
    network, single = ThresholdInk(), Single()
    (found,) = PageReader(ThresholdFinder(), network, single).single(strokes((90, 120), 50, 1, 40, 20))
    assert network.seen == []
    assert single.seen == [(48, 64, 3)]
    assert found.ink.shape == (48, 64)
    assert found.ink.any()


def test_where_colours_tell_another_ink_than_the_network_both_are_given():
    image = strokes((128, 128), 60, 1, 60, 20)
    reader = PageReader(ThresholdFinder(), ThresholdInk(), Single((slice(44, 54), slice(6, 20))))
    exact, rough = reader.single(image)
    assert not exact.ink[46:52, 8:18].any(), "paper, by its colour"
    assert (rough.ink[44:54, 6:20] == 255).all()
    assert exact.place == rough.place


def test_a_vast_region_is_cut_out_smaller():
    network = ThresholdInk()
    settings = page_module.PageSettings(largest=50_000)
    image = strokes((480, 640), tall=20, count=55, left=20, top=30)
    for number in range(1, 16):
        image = np.minimum(image, strokes((480, 640), tall=20, count=55, left=20, top=30 + 28 * number))
    page = PageReader(ThresholdFinder(), network, settings=settings).read(image)
    assert page.lines
    assert max(seen.shape[0] * seen.shape[1] for seen in network.seen) < 1.1 * 50_000


def test_grey_transparent_and_coloured_images_are_read_alike():
    grey = strokes()[..., 0]
    images = (grey, grey[..., None], np.dstack([grey] * 3), np.dstack([grey] * 3 + [np.full_like(grey, 255)]))
    assert [len(reader_of().read(image).lines) for image in images] == [1] * 4


def test_without_models_there_is_no_page_reader(tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "shipped", lambda: tmp_path)
    assert load_page_reader(tmp_path) == (None, ())


def test_what_fills_a_small_picture_is_looked_for_smaller():
    finder = ThresholdFinder(tallest=90)
    image = strokes((90, 240), tall=75, count=3, left=40, top=8)
    page = reader_of(finder).read(image)
    assert [len(one.line.components) for one in page.lines] == [3]
    assert len(finder.seen) == 2


class FirstOnly(ThresholdFinder):
    """Overlooks what stands in the right two thirds of an image."""

    def maps(self, image: np.ndarray) -> FinderMaps:
        found = super().maps(image)
        found.kernel[:, found.kernel.shape[1] // 3 :] = 0
        return found


@pytest.mark.parametrize(
    ("height", "count"),
    [pytest.param(50, 4, id="no-room-for-a-second-row"), pytest.param(120, 2, id="room-for-one")],
)
def test_a_strip_is_looked_at_to_its_ends(height, count):
    image = strokes((height, 400), tall=32, count=2, left=30, top=9)
    image[:, 300:] = strokes((height, 100), tall=32, count=2, left=30, top=9)
    page = reader_of(FirstOnly()).read(image)
    assert sum(len(one.line.components) for one in page.lines) == count
