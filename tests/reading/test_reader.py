"""From images to readings, with an engine that answers as told, and with the model that ships."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import digitrec
from digitrec.errors import ModelError
from digitrec.page.cutout import Placement
from digitrec.page.regions import Region
from digitrec.reading.found import CutOut, Page, PlacedLine
from digitrec.reading.looks import LOOKS
from digitrec.reading.reader import Reader, load_reader
from tests.fakes import MODELS, FakeEngine, FakePage, finds_numbers

MNIST = Path(digitrec.__file__).parent / "datasets" / "mnist.npz"


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return load_reader(MODELS)


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    with MNIST.open("rb") as file, np.load(file) as arrays:
        return arrays["x_train"][:400], arrays["y_train"][:400]


def number(digits: tuple[np.ndarray, np.ndarray], text: str, height: int = 90, gap: int = 20) -> np.ndarray:
    """Ink of a number written with MNIST's digits: (height + 80, W) uint8."""
    images, labels = digits
    glyphs = []
    for place, label in enumerate(text):
        image = images[np.flatnonzero(labels == int(label))[(3 * place + 1) % 20]]
        left, top, width, tall = cv2.boundingRect((image > 60).astype(np.uint8))
        cut = image[top : top + tall, left : left + width]
        glyphs.append(
            cv2.resize(cut, (max(8, height * width // tall), height), interpolation=cv2.INTER_CUBIC)
        )
        glyphs.append(np.zeros((height, gap), np.uint8))
    return cv2.copyMakeBorder(np.hstack(glyphs[:-1]), 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=0)


def two_strokes() -> np.ndarray:
    image = np.full((200, 300), 255, np.uint8)
    cv2.line(image, (80, 50), (80, 150), 0, 6)
    cv2.line(image, (180, 50), (180, 150), 0, 6)
    return image


def shaded_sheet(digits: tuple[np.ndarray, np.ndarray], text: str) -> np.ndarray:
    """A sheet that is darker than the table at its top and lighter below: its shade is the widest mark."""
    frame = np.full((720, 1280), 128, np.float32)
    frame[100:600, 160:840] = np.linspace(60, 210, 500)[:, np.newaxis]
    ink = number(digits, text, height=110) / np.float32(255)
    frame[330 : 330 + ink.shape[0], 300 : 300 + ink.shape[1]] *= 1 - 0.8 * ink
    return cv2.cvtColor(frame.astype(np.uint8), cv2.COLOR_GRAY2BGR)


def reader_of(engine: FakeEngine) -> Reader:
    return Reader(engine, page=FakePage())


@finds_numbers
def test_digits_beside_a_mark_that_is_much_wider_than_a_pen_are_read(shipped: Reader, digits):
    assert shipped.read(shaded_sheet(digits, "4853")).text == "4853"


def test_boxes_are_in_pixels_of_the_image_given():
    reader = reader_of(FakeEngine(1))
    small = reader.read(two_strokes()).digits
    large = reader.read(cv2.resize(two_strokes(), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)).digits
    assert len(small) == len(large) == 2
    for a, b in zip(small, large, strict=True):
        assert abs(4 * a.box.left - b.box.left) <= 12
        assert abs(4 * a.box.bottom - b.box.bottom) <= 12


def test_what_the_model_refuses_is_not_a_digit():
    reader = reader_of(FakeEngine(10))
    assert reader.read_digit(two_strokes()) is None
    assert reader.read(two_strokes()).text == ""


def test_blank_images_have_no_digit():
    reader = reader_of(FakeEngine(3))
    blank = np.full((100, 100, 3), 240, np.uint8)
    assert reader.read(blank).text == ""
    assert reader.read_digits([blank, blank]) == [None, None]
    assert reader.read_ink(np.zeros((50, 60), np.uint8)).text == ""
    assert reader.read_digits([]) == []


def test_read_digits_asks_the_model_once_and_once_more_where_digits_are_not_plain():
    engine = FakeEngine(1)
    reader_of(engine).read_digits([two_strokes()[:, :150]] * 5)
    assert [len(glyphs) for glyphs in engine.seen] == [5, 5 * len(LOOKS)]


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (16, 16), (3, 3, 4)])
def test_tiny_images_are_no_trouble(shape):
    image = np.zeros(shape, np.uint8)
    image[0, 0] = 255
    reader = reader_of(FakeEngine(10))
    assert reader.read(image).text == ""
    assert reader.read_digit(image) is None


@pytest.mark.parametrize(
    "image", [np.zeros((9, 9), np.float64), np.zeros((2, 2, 2), np.uint8), np.zeros((0, 3), np.uint8)]
)
def test_what_is_no_image_is_refused(image):
    reader = reader_of(FakeEngine())
    with pytest.raises(ValueError, match="image must be"):
        reader.read(image)
    with pytest.raises(ValueError, match="image must be"):
        reader.read_digit(image)


def test_without_a_finder_only_drawings_can_be_read():
    reader = Reader(FakeEngine(1))
    assert reader.read_ink(255 - two_strokes()).text == "11"
    for read in (reader.read, reader.read_digit):
        with pytest.raises(ModelError, match="--model finder"):
            read(two_strokes())


def test_one_digit_is_boxed_in_pixels_of_its_image():
    image = two_strokes()[:, :150]
    for scale in (1, 5):
        large = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
        box = reader_of(FakeEngine(1)).read_digit(large).box
        assert box.contains(80 * scale, 100 * scale)
        assert box.height == pytest.approx(107 * scale, abs=6 * scale)


def test_lines_of_several_cut_outs_are_read_in_one_batch():
    engine, page = FakeEngine(1), FakePage().read(two_strokes())
    four = Page(page.cuts * 2, page.lines * 2)
    reading = Reader(engine).read_page(four, (200, 300))
    assert len(reading.digits) == 4
    assert len(engine.seen) == 1


def turned_page(quarters: int) -> tuple[Page, tuple[int, ...]]:
    """What would be found in two strokes that lie turned clockwise by so many quarter turns."""
    upright = two_strokes()
    image = np.ascontiguousarray(np.rot90(upright, -quarters))
    height, width = image.shape
    corner = ((0, 0), (width, 0), (width, height), (0, height))[quarters]
    place = Placement(*corner, quarters * np.pi / 2, 1.0, upright.shape[1], upright.shape[0])
    found = FakePage().read(upright)
    (cut,) = found.cuts
    region = Region(cut.region.rows, cut.region.height, place.angle, light=False)
    lines = tuple(PlacedLine(one.line, place, one.ink) for one in found.lines)
    return Page((CutOut(region, place, cut.image, cut.ink),), lines), image.shape


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_page_says_so_and_its_boxes_lie_in_the_image(quarters):
    page, shape = turned_page(quarters)
    reading = Reader(FakeEngine(1)).read_page(page, shape)
    assert reading.rotation == 90 * quarters
    assert reading.text == "11"
    dark = 255 - np.rot90(two_strokes(), -quarters)
    for digit in reading.digits:
        box = digit.box
        assert dark[box.top : box.bottom, box.left : box.right].any()
        dark[box.top : box.bottom, box.left : box.right] = 0
        assert max(box.width, box.height) < 120
    assert not dark.any()


def test_shipped_model_reads_a_number(shipped, digits):
    assert shipped.read_ink(number(digits, "13540862")).text == "13540862"


def test_shipped_model_reads_rows_in_order(shipped, digits):
    page = np.zeros((400, 900), np.uint8)
    for top, text in ((10, "2071"), (200, "864")):
        ink = number(digits, text)
        page[top : top + ink.shape[0], : ink.shape[1]] = ink
    assert shipped.read_ink(page).text == "2071\n864"


@given(scale=st.floats(0.6, 2.5), left=st.integers(0, 120), top=st.integers(0, 120))
@settings(max_examples=12)
def test_shifting_and_scaling_a_drawing_does_not_change_its_reading(shipped, digits, scale, left, top):
    ink = number(digits, "3072")
    moved = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    moved = cv2.copyMakeBorder(moved, top, 10, left, 10, cv2.BORDER_CONSTANT, value=0)
    assert shipped.read_ink(moved).text == "3072"


@finds_numbers
def test_polarity_does_not_matter(shipped, digits):
    ink = number(digits, "40517")
    assert shipped.read(ink).text == shipped.read(255 - ink).text == "40517"


@pytest.mark.parametrize("gap", [2, -6])
def test_touching_digits_are_cut(shipped, gap):
    ink = np.zeros((140, 300), np.uint8)
    for x in (80, 80 + 64 + gap + 8):
        cv2.ellipse(ink, (x, 70), (32, 46), 0, 0, 360, 255, 8, cv2.LINE_AA)
    assert shipped.read_ink(ink).text == "00"


@finds_numbers
def test_number_on_squared_paper_in_half_shadow(shipped, digits):
    ink = number(digits, "2461").astype(np.float32)[:, :, None] / 255
    height, width = ink.shape[:2]
    paper = np.full((height, width, 3), (228.0, 232.0, 235.0))
    paper[:, ::40] = paper[::40, :] = (205.0, 190.0, 180.0)
    paper[:, width // 2 :] *= 0.55
    noise = np.random.default_rng(5).normal(0, 2.5, paper.shape)
    image = np.clip(paper * (1 - ink) + (90.0, 40.0, 30.0) * ink * 0.7 + noise, 0, 255).astype(np.uint8)
    assert shipped.read(image).text == "2461"


def test_a_scribble_is_no_number(shipped):
    ink = np.zeros((200, 300), np.uint8)
    rng = np.random.default_rng(2)
    cv2.polylines(ink, [rng.integers(20, 180, (40, 1, 2)).astype(np.int32)], False, 255, 4, cv2.LINE_AA)
    assert shipped.read_ink(ink).text == ""
