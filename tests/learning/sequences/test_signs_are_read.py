"""Composed drawings with signs, read by the models that ship."""

import cv2
import numpy as np
import pytest

from digitrec.learning.sequences.compose import compose
from digitrec.reading.reader import load_reader
from digitrec.reading.sequence_choice import ChoiceSettings, second_opinion
from digitrec.types import SIGNS
from tests.fakes import MODELS, finds_numbers

pytestmark = [
    finds_numbers,
    pytest.mark.skipif(not (MODELS / "best_signs_model.keras").is_file(), reason="no model knows signs"),
]


def test_signs_are_read_when_asked_for_and_stay_out_when_not(sources):
    rng = np.random.default_rng(8)
    lines = [line for line in (compose(rng, sources) for _ in range(120)) if set(line.text) & set(SIGNS)]
    plain, signed = (load_reader(MODELS, hand=False, signs=signs) for signs in (False, True))
    right = []
    for line in lines:
        ink = cv2.copyMakeBorder(line.ink, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=0)
        assert not set(plain.read_ink(ink).text) & set(SIGNS)
        right.append("".join(signed.read_ink(ink).text.split()) == line.text)
    assert len(right) > 20
    assert np.mean(right) > 0.5


def test_nothing_is_said_of_models_that_know_no_signs():
    second, passed_over = second_opinion(MODELS, settings=ChoiceSettings(signs=True))
    assert second is not None
    assert second.signs
    assert passed_over == ()
