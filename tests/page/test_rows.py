"""Which ink belongs to which row: strokes drawn by hand, with the kernels that a network would tell."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.page.rows import End, follow, written_lines
from digitrec.page.segment import WrittenLine

TALL = 40  # pixels of a digit: what cut-outs are made for


class Sheet:
    """Ink and kernels to draw on; x and y of kernels are pixels of the ink."""

    def __init__(self, height: int, width: int) -> None:
        self.ink = np.zeros((height, width), np.uint8)
        self.kernels = np.zeros((-(-height // 2), -(-width // 2)), np.float32)
        self.own = np.ones(self.kernels.shape, np.uint8)

    def stroke(self, x: float, y: float, tall: float = TALL, pen: int = 5) -> None:
        """An upright stroke with its middle at (x, y)."""
        half = (tall - pen) / 2
        cv2.line(self.ink, (round(x), round(y - half)), (round(x), round(y + half)), 255, pen)

    def row(self, xs, y, slope: float = 0.0, kernel: bool = True) -> None:
        """Strokes side by side, and the kernel along them."""
        for x in xs:
            self.stroke(x, y + slope * (x - xs[0]))
        if kernel:
            self.kernel([(xs[0] - 8, y - 8 * slope), (xs[-1] + 8, y + slope * (xs[-1] + 8 - xs[0]))])

    def kernel(self, points, thickness: float = 0.4 * TALL) -> None:
        """A kernel through these points."""
        halved = np.rint(np.array(points) / 2).astype(np.int32)
        cv2.polylines(self.kernels, [halved], False, 0.9, max(1, round(thickness / 2)))

    def lines(self) -> list[WrittenLine]:
        return written_lines(self.ink, self.kernels, self.own, TALL)


def xs_of(line: WrittenLine) -> list[int]:
    """Where the components of a line stand."""
    return [round(component.middle) for component in line.components]


def painted(lines: list[WrittenLine], shape: tuple[int, int]) -> np.ndarray:
    """How often each pixel of ink is in a line."""
    counts = np.zeros(shape, int)
    for line in lines:
        for component in line.components:
            box = component.box
            counts[box.top : box.bottom, box.left : box.right] += component.ink >= 128
    return counts


@pytest.mark.parametrize("gap", [0.1, 0.25, 1.0])
def test_close_rows_stay_apart(gap):
    sheet = Sheet(300, 320)
    ys = [40 + number * TALL * (1 + gap) for number in range(3)]
    for y in ys:
        sheet.row(range(40, 300, 30), y)
    lines = sheet.lines()
    assert [xs_of(line) for line in lines] == [pytest.approx(list(range(40, 300, 30)), abs=1)] * 3
    assert [line.components[0].box.centre[1] for line in lines] == pytest.approx(ys, abs=1.5)
    assert all(abs(line.height - TALL) <= 6 for line in lines)
    assert all(4 <= line.stroke <= 8 for line in lines)


@settings(max_examples=40)
@given(
    rows=st.integers(1, 5),
    gap=st.floats(0.1, 1.5),
    step=st.integers(14, 60),
    left=st.integers(30, 60),
    top=st.integers(28, 60),
    counts=st.lists(st.integers(1, 8), min_size=5, max_size=5),
)
def test_every_stroke_of_a_page_is_in_its_row_once(rows, gap, step, left, top, counts):
    sheet = Sheet(500, 560)
    for number in range(rows):
        sheet.row(range(left, left + step * counts[number], step), top + number * TALL * (1 + gap))
    lines = sheet.lines()
    assert [len(line.components) for line in lines] == counts[:rows]
    assert (painted(lines, sheet.ink.shape) == (sheet.ink >= 128)).all()


def test_ink_that_runs_through_two_rows_is_divided_between_them():
    sheet = Sheet(160, 200)
    sheet.row((50, 80, 110), 40)
    sheet.row((50, 80, 110), 84)
    sheet.stroke(80, 62, 84)
    above, below = sheet.lines()
    assert xs_of(above) == xs_of(below) == pytest.approx([50, 80, 110], abs=1)
    upper, lower = above.components[1].box, below.components[1].box
    assert upper.bottom == pytest.approx(62, abs=3)
    assert lower.top == pytest.approx(62, abs=3)
    counts = painted([above, below], sheet.ink.shape)
    assert (counts <= 1).all()
    assert counts[:, 75:86].sum() > 0.95 * (sheet.ink[:, 75:86] >= 128).sum()


def test_ink_through_three_rows_is_divided_between_the_three():
    sheet = Sheet(220, 120)
    for y in (40, 84, 128):
        sheet.row((50, 90), y)
    sheet.stroke(50, 84, 128)
    assert [len(line.components) for line in sheet.lines()] == [2, 2, 2]


def test_a_tail_with_a_kernel_of_its_own_stays_with_its_digit():
    sheet = Sheet(160, 200)
    sheet.row((50, 110), 44)
    sheet.stroke(80, 66, 84)
    sheet.kernel([(72, 100), (88, 100)])
    (line,) = sheet.lines()
    assert xs_of(line) == pytest.approx([50, 80, 110], abs=1)
    assert line.components[1].box.bottom == pytest.approx(108, abs=3)


def test_a_digit_in_two_rows_that_hold_nothing_else_is_whole():
    sheet = Sheet(140, 100)
    sheet.stroke(50, 60, 80)
    for y in (36, 84):
        sheet.kernel([(42, y), (58, y)])
    (line,) = sheet.lines()
    assert line.components[0].box.height >= 76


@pytest.mark.parametrize(
    ("y", "owner"),
    [
        pytest.param(22, 0, id="above-the-first"),
        pytest.param(64, 0, id="below-the-first"),
        pytest.param(90, 1, id="above-the-second"),
    ],
)
def test_dots_belong_to_the_nearest_row(y, owner):
    sheet = Sheet(180, 220)
    sheet.row((40, 70), 44)
    sheet.row((40, 70), 110)
    sheet.kernel([(70, 44), (140, 44)])
    sheet.kernel([(70, 110), (140, 110)])
    cv2.rectangle(sheet.ink, (110, y - 4), (116, y + 4), 255, -1)
    lines = sheet.lines()
    assert [len(line.components) for line in lines] == [3 if number == owner else 2 for number in (0, 1)]


def test_the_loose_bar_of_a_five_is_joined_to_it():
    sheet = Sheet(100, 200)
    sheet.row((40, 130), 50)
    cv2.ellipse(sheet.ink, (85, 58), (12, 12), 0, 0, 360, 255, 5)
    cv2.line(sheet.ink, (76, 34), (98, 32), 255, 5)
    (line,) = sheet.lines()
    assert len(line.components) == 3
    assert line.components[1].box.top <= 32
    assert line.components[1].box.bottom >= 70


def test_far_ink_belongs_to_no_row():
    sheet = Sheet(220, 200)
    sheet.row((40, 70), 44)
    sheet.stroke(70, 180)
    cv2.rectangle(sheet.ink, (150, 40), (156, 48), 255, -1)
    (line,) = sheet.lines()
    assert xs_of(line) == pytest.approx([40, 70], abs=1)


@pytest.mark.parametrize("slope", [-0.25, 0.1, 0.3])
def test_a_slanting_row_is_one_line(slope):
    sheet = Sheet(300, 420)
    sheet.row(range(40, 380, 28), 150 - slope * 170, slope)
    (line,) = sheet.lines()
    assert xs_of(line) == pytest.approx(list(range(40, 380, 28)), abs=1)


def test_a_curved_row_is_one_line():
    sheet = Sheet(240, 420)
    xs = list(range(40, 390, 28))
    points = [(x, 120 + 40 * math.sin((x - 40) / 350 * math.pi)) for x in xs]
    for x, y in points:
        sheet.stroke(x, y)
    sheet.kernel(points)
    (line,) = sheet.lines()
    assert xs_of(line) == pytest.approx(xs, abs=1)


@pytest.mark.parametrize("slope", [0.0, 0.15])
def test_columns_on_one_row_become_one_line(slope):
    sheet = Sheet(260, 640)
    for y in (40, 100):
        for x in (40, 240, 480):
            sheet.row((x, x + 26, x + 52), y + slope * (x - 40), slope)
    lines = sheet.lines()
    assert [len(line.components) for line in lines] == [9, 9]
    for line in lines:
        assert xs_of(line) == sorted(xs_of(line))


def test_lines_come_from_top_to_bottom():
    sheet = Sheet(320, 300)
    for y, x in ((260, 40), (60, 160), (160, 90)):
        sheet.row((x, x + 30), y)
    assert [line.components[0].box.centre[1] for line in sheet.lines()] == pytest.approx(
        [60, 160, 260], abs=1
    )


def test_rows_of_another_cut_out_are_left_to_it():
    sheet = Sheet(160, 200)
    sheet.row((50, 80, 110), 40)
    sheet.row((50, 80, 110), 110)
    sheet.own[40:] = 0
    (line,) = sheet.lines()
    assert all(component.box.bottom < 70 for component in line.components)
    sheet.own[:] = 0
    assert sheet.lines() == []


def test_without_ink_or_without_a_kernel_there_is_no_line():
    blank, unmarked = Sheet(80, 200), Sheet(80, 200)
    blank.kernel([(20, 40), (180, 40)])
    unmarked.row((50, 80), 40, kernel=False)
    assert blank.lines() == unmarked.lines() == []


def test_a_kernel_too_small_for_any_digit_is_none():
    sheet = Sheet(80, 120)
    sheet.stroke(50, 40)
    sheet.kernels[19:21, 24:26] = 0.9
    assert sheet.lines() == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (3, 1), (79, 121), (80, 121), (81, 120)])
def test_odd_sizes_are_no_trouble(shape):
    sheet = Sheet(*shape)
    sheet.ink[:] = 255
    sheet.kernels[:] = 0.9
    lines = sheet.lines()
    assert all(
        component.box.right <= shape[1] and component.box.bottom <= shape[0]
        for line in lines
        for component in line.components
    )


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), height=st.integers(1, 90), width=st.integers(1, 130))
def test_whatever_the_networks_say_no_ink_is_made_up_or_used_twice(seed, height, width):
    rng = np.random.default_rng(seed)

    def field(h, w):
        return cv2.resize(rng.random((h // 9 + 2, w // 9 + 2)).astype(np.float32), (w, h))

    ink = np.clip(field(height, width) * 500 - 150, 0, 255).astype(np.uint8)
    kernels = field(-(-height // 2), -(-width // 2))
    own = (field(*kernels.shape) > 0.3).astype(np.uint8)
    counts = painted(written_lines(ink, kernels, own, TALL), ink.shape)
    assert (counts <= 1).all()
    assert (ink[counts > 0] >= 128).all()


def end(left: float, y: float, right: float, right_y: float | None = None, height: float = TALL) -> End:
    return End(left, y, right, y if right_y is None else right_y, height)


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        pytest.param([], [], id="none"),
        pytest.param([end(300, 50, 400), end(0, 50, 100)], [[1, 0]], id="from-left-to-right"),
        pytest.param([end(0, 90, 100), end(0, 50, 100)], [[1], [0]], id="from-top-to-bottom"),
        pytest.param([end(0, 50, 100), end(140, 62, 200)], [[0, 1]], id="a-little-lower"),
        pytest.param([end(0, 50, 100), end(140, 76, 200)], [[0], [1]], id="much-lower"),
        pytest.param([end(0, 50, 100), end(600, 76, 700)], [[0, 1]], id="further-away-it-may-be-lower"),
        pytest.param([end(0, 50, 200, 90), end(300, 110, 400, 130)], [[0, 1]], id="on-its-slope"),
        pytest.param([end(0, 50, 200, 90), end(300, 50, 400)], [[1], [0]], id="off-its-slope"),
        pytest.param([end(0, 50, 100), end(950, 50, 999)], [[0], [1]], id="too-far"),
        pytest.param([end(0, 50, 100), end(90, 55, 150)], [[0, 1]], id="they-may-overlap-a-little"),
        pytest.param([end(0, 50, 100), end(50, 55, 150)], [[0], [1]], id="they-may-not-overlap-much"),
        pytest.param([end(0, 50, 100), end(140, 50, 200, height=60)], [[0, 1]], id="half-as-tall-again"),
        pytest.param([end(0, 50, 100), end(140, 50, 200, height=70)], [[0], [1]], id="much-taller"),
    ],
)
def test_follow(parts, lines):
    assert follow(parts) == lines


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900), st.floats(1, 300)), max_size=12))
def test_every_part_is_in_one_line(parts):
    lines = follow([end(left, y, left + length) for left, y, length in parts])
    assert sorted(i for line in lines for i in line) == list(range(len(parts)))
    for line in lines:
        lefts = [parts[i][0] for i in line]
        assert lefts == sorted(lefts)
