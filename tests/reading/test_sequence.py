"""Lines read whole, with an engine that answers as told."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.models import sequence_engine
from digitrec.models.architectures.sequence import CLASSES, SIGNED_CLASSES, class_of, steps_of
from digitrec.models.record import SEQUENCE, ModelRecord
from digitrec.models.sequence_engine import WIDEST_LINE
from digitrec.models.store import StoredModel
from digitrec.page.cutout import as_it_is
from digitrec.page.normalise_line import to_line_input
from digitrec.page.segment import segment
from digitrec.reading import sequence_choice
from digitrec.reading.reader import Reader
from digitrec.reading.sequence import LineReader
from digitrec.reading.sequence_choice import ChoiceSettings, SecondOpinion, Share, second_opinion
from tests.fakes import FakeEngine, FakePage


class ToldEngine:
    """Sees these digits, evenly along the line, with this confidence."""

    kind = "LiteRT"

    def __init__(self, digits: str, confidence: float = 0.9, signs: bool = False) -> None:
        self._digits, self._confidence, self.signs = digits, confidence, signs
        self.seen: list[np.ndarray] = []

    def steps(self, lines):
        self.seen += lines
        return [self._answer(steps_of(line.shape[1])) for line in lines]

    def _answer(self, count: int) -> np.ndarray:
        steps = np.full((count, SIGNED_CLASSES if self.signs else CLASSES), 1e-4, np.float32)
        steps[:, 0] = 0.999
        for place, label in enumerate(self._digits):
            at = int((place + 0.5) / len(self._digits) * count)
            steps[at] = (1 - self._confidence) / 10
            steps[at, class_of(label)] = self._confidence
        return steps


def bars(count: int, gap: int = 60) -> np.ndarray:
    """Upright strokes: (120, W) uint8 ink."""
    ink = np.zeros((120, gap * (count + 1)), np.uint8)
    for place in range(count):
        cv2.line(ink, (gap * (place + 1), 30), (gap * (place + 1), 90), 255, 8)
    return ink


def rings(gap: int) -> np.ndarray:
    """Two ovals so far apart: (140, 300) uint8 ink."""
    ink = np.zeros((140, 300), np.uint8)
    for x in (80, 80 + 72 + gap):
        cv2.ellipse(ink, (x, 70), (32, 46), 0, 0, 360, 255, 8)
    return ink


@pytest.mark.parametrize("beam", [1, 8])
def test_digits_come_with_their_boxes(beam):
    ink = bars(3)
    read = LineReader(ToldEngine("147"), beam).look(ink)
    assert read.best == (1, 4, 7)
    for place, digit in enumerate(read.digits(read.best)):
        assert digit.box.contains(60 * (place + 1), 60)
        assert digit.box.width < 50
        assert digit.confidence == pytest.approx(0.9, abs=0.01)


def test_a_line_may_hold_no_digits():
    read = LineReader(ToldEngine("")).look(bars(2))
    assert read.best == ()
    assert read.digits(()) == ()


def test_a_line_too_long_for_the_model_is_left_to_others():
    engine = ToldEngine("1")
    ink = bars(60, gap=40)
    assert to_line_input(ink).image.shape[1] > WIDEST_LINE
    assert LineReader(engine).look(ink) is None
    assert not engine.seen


def opinion(digits: str, share: Share, confidence: float = 0.9) -> SecondOpinion:
    return SecondOpinion(LineReader(ToldEngine(digits, confidence)), settings=ChoiceSettings(share))


@pytest.mark.parametrize(
    ("share", "confidence", "text"),
    [
        pytest.param(Share.NEVER, 0.9, "77", id="never"),
        pytest.param(Share.DOUBTFUL, 0.9, "42", id="not-quite-plain"),
        pytest.param(Share.EVERY, 0.9, "42", id="a-sure-sequence-model"),
        pytest.param(Share.EVERY, 0.2, "77", id="an-unsure-sequence-model"),
    ],
)
def test_who_reads_a_line(share, confidence, text):
    reader = Reader(FakeEngine(7, confidence=0.99), second=opinion("42", share, confidence))
    assert reader.read_ink(rings(30)).text == text


def test_plain_digits_that_stand_apart_are_the_lattices():
    reader = Reader(FakeEngine(7, confidence=0.9999), second=opinion("42", Share.DOUBTFUL))
    assert reader.read_ink(rings(30)).text == "77"


def test_a_number_that_both_find_likely_beats_the_favourite_of_each():
    steps = ToldEngine("44", 0.5).steps([np.zeros((32, 64), np.float32)])[0]
    steps[steps.argmax(axis=0)[5], 8] = 0.4  # a 7 is nearly as likely as each 4

    class Torn(ToldEngine):
        def steps(self, lines):
            return [steps for _ in lines]

    def fits(text):
        return {(4, 4): -3.0, (7, 4): -0.5, (7, 7): 0.0}.get(text, -9.0)

    (line,) = segment(rings(30), 8.0)
    second = SecondOpinion(LineReader(Torn("")), settings=ChoiceSettings(Share.EVERY))
    lattice = Reader(FakeEngine(7)).read_ink(rings(30)).digits
    digits = second.weigh(line, True, lattice, lambda: fits, as_it_is((140, 300)), (140, 300))
    assert [digit.label for digit in digits] == [7, 4]


def test_touching_ink_is_for_the_sequence_model():
    reader = Reader(FakeEngine(7, confidence=0.6), second=opinion("42", Share.DOUBTFUL))
    reading = reader.read_ink(rings(-10))
    assert reading.text == "42"
    assert all(0 <= d.box.left < d.box.right <= 300 for d in reading.digits)
    assert all(
        d.glyph is not None and d.glyph.shape == (28, 28) and d.glyph.max() > 0.5 for d in reading.digits
    )


def test_a_digit_that_is_not_plain_is_for_both():
    reader = Reader(FakeEngine(7, confidence=0.9), second=opinion("42", Share.DOUBTFUL))
    assert reader.read_ink(rings(30)).text == "42"


def test_a_single_digit_is_never_shown_to_it():
    engine = ToldEngine("4")
    second = SecondOpinion(LineReader(engine), settings=ChoiceSettings(Share.EVERY))
    assert Reader(FakeEngine(7), second=second).read_ink(bars(1)).text == "7"
    assert not engine.seen


def test_boxes_are_pixels_of_the_image_given():
    image = 255 - cv2.resize(rings(30), None, fx=6, fy=6, interpolation=cv2.INTER_LINEAR)
    reader = Reader(FakeEngine(7), second=opinion("42", Share.EVERY, confidence=0.95), page=FakePage())
    reading = reader.read(image)
    first, last = reading.digits
    assert first.box.contains(6 * 80 - 6 * 32, 6 * 70)
    assert last.box.right == pytest.approx(6 * (182 + 36), abs=20)


def test_only_a_second_opinion_that_is_wanted_is_loaded(tmp_path):
    assert second_opinion(tmp_path, settings=ChoiceSettings(Share.NEVER)) == (None, ())
    assert second_opinion(tmp_path, settings=ChoiceSettings(Share.EVERY)) == (None, ())


def test_lines_are_found_as_the_lattice_finds_them():
    engine = ToldEngine("77")
    second = SecondOpinion(LineReader(engine), settings=ChoiceSettings(Share.EVERY))
    page = np.vstack([rings(30), rings(30)])
    assert Reader(FakeEngine(7), second=second).read_ink(page).text == "77\n77"
    assert len(engine.seen) == len(segment(page, 8.0)) == 2


@pytest.mark.parametrize(("told", "looks"), [("77", 1), ("42", 3)])
def test_where_the_two_disagree_the_line_is_looked_at_again(told, looks):
    engine = ToldEngine(told)
    second = SecondOpinion(LineReader(engine), settings=ChoiceSettings(Share.EVERY))
    Reader(FakeEngine(7), second=second).read_ink(rings(30))
    assert len(engine.seen) == looks


def test_a_number_is_as_likely_as_all_looks_find_it():
    reader = LineReader(ToldEngine("42"))
    scores = reader.look_again(reader.look(rings(30)), other=(7, 7))
    assert max(scores, key=scores.get) == (4, 2)
    assert scores[(7, 7)] < scores[(4, 2)]


def test_where_no_digit_is_seen_the_sequence_model_is_not_asked():
    reader = Reader(FakeEngine(10), second=opinion("42", Share.DOUBTFUL))
    assert reader.read_ink(rings(-10)).text == ""


@pytest.mark.parametrize(("told", "looks"), [("77", [1, 0, 0, 0, 1, 0]), ("42", [3, 3, 3, 3, 3, 3])])
def test_of_frames_only_what_both_agreed_on_goes_by_for_a_while(told, looks):
    engine = ToldEngine(told)
    second = SecondOpinion(LineReader(engine), settings=ChoiceSettings(Share.EVERY, trust=3))
    reader, counted = Reader(FakeEngine(7), second=second), []
    for _ in looks:
        before = len(engine.seen)
        reader.read_ink(rings(30))
        counted.append(len(engine.seen) - before)

    assert counted == looks


def test_what_is_kept_in_mind_is_bounded(monkeypatch):
    monkeypatch.setattr(sequence_choice, "MOST_AGREED", 2)
    second = SecondOpinion(LineReader(ToldEngine("")), settings=ChoiceSettings(trust=9))
    for number in range(50):
        second._agree((number % 10, number // 10))
        assert len(second._agreed) <= 2


def reading_of(told: str, signs: bool, lattice: float = 0.95) -> str:
    """The text of two ovals in which a model with signs sees what it is told."""
    settings = ChoiceSettings(signs=signs)
    second = SecondOpinion(LineReader(ToldEngine(told, signs=True)), settings=settings)
    return Reader(FakeEngine(4, lattice), second=second).read_ink(rings(30)).text


@pytest.mark.parametrize("told", ["4/4", "-44", "4,4", "4.4", "4+4", "44"])
def test_signs_are_read_where_they_are_asked_for(told):
    assert reading_of(told, signs=True) == told
    assert reading_of(told, signs=False) == "44"


def test_sure_lines_are_looked_at_for_signs_too():
    assert reading_of("4/4", signs=True, lattice=0.9999) == "4/4"


def test_signs_cost_no_digit():
    assert reading_of("4-/.4", signs=True).replace("-", "").replace("/", "").replace(".", "") == "44"


def test_a_line_too_long_for_the_model_has_no_signs():
    ink = bars(60, gap=40)
    assert LineReader(ToldEngine("1", signs=True)).signs(ink, (1,) * 60) == ("",) * 60


def test_signs_without_a_model_that_knows_them_are_refused(tmp_path, monkeypatch):
    with pytest.raises(ModelError, match="knows signs"):
        second_opinion(tmp_path, settings=ChoiceSettings(signs=True))
    with pytest.raises(ModelError, match="reads no signs"):
        second_opinion(tmp_path, "elsewhere.keras", ChoiceSettings(signs=True))
    stored = StoredModel(tmp_path / "old.keras", "", ModelRecord("old", "sequence", 11, 1, kind=SEQUENCE))
    monkeypatch.setattr(sequence_engine, "scan_models", lambda _: SimpleNamespace(sequences=(stored,)))
    monkeypatch.setattr(sequence_engine, "load_sequence", lambda *_: ToldEngine("1"))
    assert second_opinion(tmp_path)[0] is not None
    with pytest.raises(ModelError, match="knows signs"):
        second_opinion(tmp_path, settings=ChoiceSettings(signs=True))


def test_where_signs_are_wanted_a_stroke_that_one_model_takes_for_a_1_may_be_a_slash():
    ink = bars(3)
    lattice = FakeEngine(1, 0.9999)
    engine = ToldEngine("1/1", 0.8, signs=True)
    read = {
        signs: Reader(lattice, second=SecondOpinion(LineReader(engine), settings=ChoiceSettings(signs=signs)))
        for signs in (False, True)
    }
    assert read[False].read_ink(ink).text == "111"
    assert read[True].read_ink(ink).text == "1/1"
