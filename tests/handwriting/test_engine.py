"""Taught glyphs count where they are near, and nowhere else."""

import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.handwriting import engine as engine_module
from digitrec.handwriting.engine import HandEngine, NearnessSettings, blended
from digitrec.handwriting.references import References, load_references, mnist_digits
from digitrec.handwriting.store import GlyphStore
from digitrec.models.store import StoredModel, stored_model
from digitrec.page.normalise import to_model_input
from digitrec.reading.reader import Reader
from tests.fakes import MODELS, FakeEngine

SETTINGS = NearnessSettings()


def axis(place: int, size: int = 30) -> np.ndarray:
    row = np.zeros(size, np.float32)
    row[place] = 1
    return row


REFERENCES = References(np.stack([axis(label) for label in range(10)]), np.arange(10))  # a direction a digit


def between(one: np.ndarray, other: np.ndarray, likeness: float) -> np.ndarray:
    """A row that is so much like one of two that have nothing in common, and else like the other."""
    return (likeness * one + np.sqrt(1 - likeness**2) * other).astype(np.float32)


def told(features: np.ndarray, plain: np.ndarray, label: int = 7) -> np.ndarray:
    taught = axis(20)[np.newaxis]
    rows = plain[np.newaxis], features[np.newaxis], taught, np.array([label])
    return blended(*rows, REFERENCES, SETTINGS)[0]


def row(label: int, confidence: float = 0.95) -> np.ndarray:
    return FakeEngine(label, confidence).probabilities(np.zeros((1, 28, 28), np.float32))[0]


def test_what_looks_like_a_taught_glyph_is_read_as_that():
    answer = told(between(axis(20), axis(25), 0.9), row(1))
    assert answer.argmax() == 7
    assert answer.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "features",
    [
        pytest.param(axis(25), id="unlike"),
        pytest.param(between(axis(20), axis(1), 0.7), id="as-near-to-another-hand"),
        pytest.param(between(axis(20), axis(25), 0.4), id="not-near-enough"),
    ],
)
def test_what_does_not_is_read_as_before(features):
    assert np.array_equal(told(features, row(1)), row(1))


def test_the_surer_the_model_the_nearer_it_has_to_be():
    features = between(axis(20), axis(25), 0.62)
    assert told(features, row(1, 0.6)).argmax() == 7
    assert told(features, row(1, 0.9999999)).argmax() == 1


def test_what_is_no_digit_needs_more_still():
    features = between(axis(20), axis(25), 0.75)
    assert told(features, row(1, 0.999)).argmax() == 7
    assert told(features, row(10, 0.999)).argmax() == 10


def stroke(angle: float) -> np.ndarray:
    """A stroke at an angle, as the model sees it."""
    rows, columns = np.mgrid[-14:14, -14:14]
    away = np.abs(np.cos(angle) * columns + np.sin(angle) * rows)
    return np.where((away < 2) & (np.hypot(rows, columns) < 10), 1, 0).astype(np.float32)


def look(glyphs: np.ndarray) -> np.ndarray:
    flat = glyphs.reshape(len(glyphs), -1)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def hand(tmp_path, monkeypatch) -> HandEngine:
    others = np.random.default_rng(1).random((10, 28, 28)) > 0.5
    references = References(look(others.astype(np.float32)), np.arange(10))
    monkeypatch.setattr(engine_module, "load_references", lambda *_: references)
    stored = StoredModel(tmp_path / "a.keras", "abc")
    return HandEngine(FakeEngine(1), stored, GlyphStore(tmp_path / "handwriting"), look=look)


def test_nothing_is_looked_at_while_nothing_is_taught(hand):
    assert hand.probabilities(stroke(0.8)[np.newaxis]).argmax() == 1
    assert not hand.store.folder.exists()


def test_it_counts_from_the_next_reading_on_until_it_is_forgotten(hand):
    glyphs = np.stack([stroke(0.8), stroke(2.2)])
    hand.store.teach([(stroke(0.82), 4)])
    assert hand.probabilities(glyphs).argmax(axis=1).tolist() == [4, 1]
    assert hand.turned(glyphs).tolist() == [True, False]
    hand.store.teach([(stroke(2.21), 6)])
    assert hand.probabilities(glyphs).argmax(axis=1).tolist() == [4, 6]
    hand.store.forget(hand.store.taught()[:1])
    assert hand.probabilities(glyphs).argmax(axis=1).tolist() == [1, 6]
    hand.store.forget(hand.store.taught())
    assert hand.probabilities(glyphs).argmax(axis=1).tolist() == [1, 1]
    assert hand.probabilities(glyphs[:0]).shape == (0, 11)


def test_a_model_that_cannot_compare_reads_alone_and_says_so_when_taught(hand, monkeypatch):
    def fail(*_):
        raise ModelError("it ends in nothing")

    monkeypatch.setattr(engine_module, "load_features", fail)
    alone = HandEngine(FakeEngine(1), StoredModel(hand.store.folder, "x"), hand.store)
    hand.store.teach([(stroke(0.8), 4)])
    assert alone.probabilities(stroke(0.8)[np.newaxis]).argmax() == 1
    with pytest.raises(ModelError):
        alone.warm_up()


def test_references_are_looked_at_once_and_kept(tmp_path):
    seen = []

    def noted(glyphs):
        seen.append(len(glyphs))
        return look(glyphs)

    first = load_references(noted, "abc", tmp_path)
    again = load_references(noted, "abc", tmp_path)
    assert seen == [500]
    assert np.abs(first.features - again.features).max() < 1e-3
    (tmp_path / ".references" / "abc.npy").write_bytes(b"broken")
    load_references(noted, "abc", tmp_path)
    load_references(noted, "def", tmp_path)
    assert seen == [500] * 3


def test_the_model_that_ships_learns_a_shape_that_it_does_not_know(tmp_path):
    """A cross in a ring is no digit, until somebody says it is an 8; MNIST's digits stay what they are."""
    from digitrec.models.engine import load_engine

    stored = stored_model(MODELS / "best_advanced_model.keras")
    engine = load_engine(stored)
    hand = HandEngine(engine, stored, GlyphStore(tmp_path))
    inks, _ = mnist_digits(300)
    digits = np.stack([to_model_input(ink) for ink in inks])
    before = engine.probabilities(digits).argmax(axis=1)
    ring = np.zeros((28, 28), np.float32)
    rows, columns = np.mgrid[-14:14, -14:14]
    ring[np.abs(np.hypot(rows, columns) - 8) < 1.5] = 1
    ring[(np.abs(rows) < 1.5) & (np.hypot(rows, columns) < 8)] = 1
    ring[(np.abs(columns) < 1.5) & (np.hypot(rows, columns) < 8)] = 1
    assert engine.probabilities(ring[np.newaxis]).argmax() == 10
    hand.store.teach([(ring, 8)])
    shifted = np.roll(ring, 1, axis=1)
    assert hand.probabilities(shifted[np.newaxis]).argmax() == 8
    assert np.array_equal(hand.probabilities(digits).argmax(axis=1), before)


def test_the_second_opinion_is_not_asked_about_a_line_in_own_hand(hand):
    class Overruling:
        asked = 0
        signs = False

        def weigh(self, _line, _touching, digits, *_):
            self.asked += 1
            return digits

        def with_signs(self, _placed, digits):
            return digits

    second = Overruling()
    ink = np.zeros((120, 200), np.uint8)
    ink[20:100, 40:50] = 255
    ink[20:100, 120:130] = 255
    reader = Reader(hand, second=second)
    read = reader.read_ink(ink)
    assert (read.text, second.asked) == ("11", 1)
    hand.store.teach([(read.digits[0].glyph, 4)])
    assert (reader.read_ink(ink).text, second.asked) == ("44", 1)
