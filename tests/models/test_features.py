"""What a model sees in a glyph, out of its compiled twin."""

import numpy as np
import pytest

from digitrec.handwriting.references import mnist_digits
from digitrec.models.engine import load_engine
from digitrec.models.features import load_features, with_output
from digitrec.models.store import stored_model
from digitrec.page.normalise import to_model_input
from tests.fakes import MODELS


@pytest.fixture(scope="module")
def digits():
    inks, labels = mnist_digits(150)
    return np.stack([to_model_input(ink) for ink in inks]), labels


@pytest.mark.parametrize("name", ["advanced", "residual", "student", "ensemble"])
def test_models_that_ship_see_digits_alike_that_are_the_same(name, digits):
    glyphs, labels = digits
    features = load_features(stored_model(MODELS / f"best_{name}_model.keras"))(glyphs)
    assert features.dtype == np.float32
    assert np.linalg.norm(features, axis=1) == pytest.approx(np.ones(150), abs=1e-4)
    alike = features @ features.T
    np.fill_diagonal(alike, -1)
    assert (labels[alike.argmax(axis=1)] == labels).mean() > 0.9


def test_parts_and_order_of_a_batch_make_no_difference(digits):
    look = load_features(stored_model(MODELS / "best_advanced_model.keras"))
    whole = look(digits[0])
    assert np.abs(look(digits[0][100:101]) - whole[100:101]).max() < 1e-4
    assert np.abs(look(digits[0][::-1]) - whole[::-1]).max() < 1e-4


def test_the_model_itself_is_left_as_it_is(digits):
    stored = stored_model(MODELS / "best_advanced_model.keras")
    before = load_engine(stored).probabilities(digits[0][:5])
    load_features(stored)(digits[0][:5])
    assert np.array_equal(load_engine(stored).probabilities(digits[0][:5]), before)


def test_what_is_no_compiled_model_is_refused():
    with pytest.raises((ValueError, IndexError)) as caught:
        with_output(b"\x10\x00\x00\x00" + bytes(60), 3)
    assert caught.value
