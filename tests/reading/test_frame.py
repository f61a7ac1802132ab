import cv2
import numpy as np
import pytest

from digitrec.page.sheet import cut_out, find_sheet
from digitrec.reading.frame import frame_ink, read_frame, sharpness
from digitrec.reading.reader import Reader
from digitrec.types import Box, Digit, Line, Reading
from tests.fakes import FakeEngine
from tests.ui.samples import digit


class StrokeReader:
    """Reads every mark that differs from its page's middle grey as a 7, in the given polarity only."""

    def __init__(self, light=False, confidence=0.95):
        self.seen = []
        self._light = light
        self._confidence = confidence

    def read(self, image, light_ink=None, **_limits):
        self.seen.append((image.shape[:2], light_ink))
        if light_ink is not self._light:
            return Reading()
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        mask = (grey > 128 if self._light else grey < 50).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
        boxes = [box[:4] for box in stats[1:count].tolist()]
        digits = tuple(digit(7, *box, confidence=self._confidence) for box in sorted(boxes))
        return Reading((Line(digits),)) if digits else Reading()


def desk(level=90, size=(640, 480)):
    return np.full((size[1], size[0], 3), level, np.uint8)


def held_up(corners, level=235):
    """A sheet on a desk with a stroke on it."""
    frame = desk()
    cv2.fillConvexPoly(frame, np.array(corners, np.int32), (level,) * 3)
    cv2.rectangle(frame, (300, 200), (312, 280), (20, 20, 20), -1)
    return frame


LEVEL = [(150, 100), (500, 100), (500, 380), (150, 380)]
ASLANT = [(160, 90), (520, 130), (480, 400), (130, 350)]


@pytest.mark.parametrize("corners", [LEVEL, ASLANT])
def test_a_sheet_is_found_and_cut_out(corners):
    frame = held_up(corners)
    sheet = find_sheet(frame)

    whole = cv2.contourArea(np.array(corners, np.int32)) / frame.shape[0] / frame.shape[1]
    assert 0.85 * whole < sheet.share <= whole
    part = cut_out(frame, sheet)
    assert part.shape[:2] == (sheet.box.height, sheet.box.width)
    assert np.median(part) == 235
    assert (part[:, :, 0] < 60).sum() == 13 * 81, "the writing, and no desk"


@pytest.mark.parametrize("turned", [0, 12, 45, 80])
def test_of_a_strip_of_paper_no_edge_is_left(turned):
    """The dark rim of a strip would be as long as all of its writing."""
    corners = np.rint(cv2.boxPoints(((320, 240), (420, 64), turned))).astype(np.int32)
    frame = cv2.GaussianBlur(cv2.fillConvexPoly(desk(), corners, (235,) * 3), (0, 0), 0.5)

    part = cut_out(frame, find_sheet(frame))

    assert (part < 180).mean() < 0.005


def test_a_stroke_as_long_as_the_picture_is_no_strip_of_paper():
    frame = desk(235)
    cv2.line(frame, (90, 60), (70, 420), (40, 40, 40), 32)

    assert find_sheet(cv2.GaussianBlur(frame, (0, 0), 1.5)) is None


def test_a_sheet_is_found_in_light_that_falls_off():
    """Its bright side is brighter than the desk, its dark side darker than the desk on the other."""
    frame = held_up(LEVEL, level=140).astype(np.float32)
    frame *= np.linspace(1.6, 0.6, frame.shape[1])[None, :, None]
    sheet = find_sheet(np.clip(frame, 0, 255).astype(np.uint8))

    assert sheet is not None
    assert abs(sheet.box.left - 150) < 12
    assert abs(sheet.box.right - 500) < 12


@pytest.mark.parametrize("frame", [desk(), desk(240), np.zeros((480, 640), np.uint8)])
def test_where_there_is_none_none_is_found(frame):
    assert find_sheet(frame) is None


def test_a_page_that_fills_the_frame_is_no_sheet():
    assert find_sheet(held_up([(-5, -5), (645, -5), (645, 485), (-5, 485)])) is None


def test_boxes_are_in_pixels_of_the_frame():
    reading = read_frame(StrokeReader(), held_up(ASLANT))

    assert [d.box for d in reading.digits] == [Box(300, 200, 313, 281)]


def test_an_empty_sheet_lets_the_whole_frame_be_read():
    reader = StrokeReader()
    frame = held_up(LEVEL)
    frame[190:300, 290:320] = 235
    read_frame(reader, frame)

    assert {shape for shape, _ in reader.seen} >= {(480, 640)}


def test_light_ink_is_tried_where_dark_ink_gives_nothing():
    frame = desk(10)
    cv2.rectangle(frame, (300, 200), (312, 280), (240, 240, 240), -1)
    reader = StrokeReader(light=True)

    assert read_frame(reader, frame).text == "7"
    assert [light for _, light in reader.seen][-2:] == [False, True]


def test_a_sure_reading_is_not_made_twice():
    reader = StrokeReader()
    frame = desk(230)
    cv2.rectangle(frame, (300, 200), (312, 280), (20, 20, 20), -1)

    assert read_frame(reader, frame).text == "7"
    assert len(reader.seen) == 1


def test_digits_between_light_and_dark_are_not_on_paper():
    frame = desk(230)
    frame[:, 313:] = 70
    frame[200:281, 300:313] = 20

    assert read_frame(StrokeReader(), frame).text == ""


def test_more_digits_than_anyone_holds_up_are_no_number():
    class Print:
        def read(self, _image, **_how):
            one = Digit(1, 0.9, Box(5, 5, 8, 20), (0.0, 0.9, *[0.0] * 8))
            return Reading((Line((one,) * 101),))

    assert read_frame(Print(), desk(230)).text == ""


def test_blur_is_less_sharp_and_grain_hardly_sharper():
    frame = held_up(LEVEL)
    grainy = np.clip(frame + np.random.default_rng(1).normal(0, 4, frame.shape), 0, 255).astype(np.uint8)

    assert sharpness(cv2.GaussianBlur(frame, (0, 0), 3)) < 0.5 * sharpness(frame)
    assert sharpness(grainy) < 1.3 * sharpness(frame)
    assert sharpness(desk()) == 0


def test_the_ink_of_a_sheet_stands_where_it_is_in_the_frame():
    ink = frame_ink(held_up(LEVEL))

    assert ink.shape == (480, 640)
    assert ink[240, 306] > 128
    assert ink[20:80].max() == 0


def test_a_frame_with_much_other_ink_is_not_read():
    frame = desk(230)
    cv2.rectangle(frame, (300, 200), (312, 280), (20, 20, 20), -1)
    reader = Reader(FakeEngine(7))
    assert read_frame(reader, frame).text == "7"

    least = []

    class Strict:
        def read(self, _image, limits, **_how):
            least.append(limits.least_read)
            return Reading()

    read_frame(Strict(), frame)
    assert min(least) > 0.5


def test_the_grain_of_an_empty_wall_is_not_read():
    class Counting(FakeEngine):
        def probabilities(self, _glyphs):
            raise AssertionError("nothing is to be looked at")

    grain = np.random.default_rng(3).normal(200, 6, (480, 640, 3))

    assert read_frame(Reader(Counting()), np.clip(grain, 0, 255).astype(np.uint8)) == Reading()
