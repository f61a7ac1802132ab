import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.learning.digits.distil import Ensemble, load_teacher
from digitrec.learning.digits.pack import pack
from digitrec.learning.loop.network import predict
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model
from digitrec.page.normalise import NORMALISATION
from tests.learning.tiny import tiny


class Sure:
    """Answers 3, nearly surely."""

    def predict_on_batch(self, glyphs):
        answers = np.full((len(glyphs), 11), 1e-4, np.float32)
        answers[:, 3] = 1 - 1e-3
        return answers


def test_a_teacher_is_softer_than_its_answers():
    teacher = Ensemble("best_ensemble_model", "digest", Sure())
    glyphs = np.zeros((2, 28, 28), np.float32)
    assert teacher.softened(1.0)(glyphs) == pytest.approx(Sure().predict_on_batch(glyphs))
    soft = teacher.softened(2.0)(glyphs)
    assert soft.sum(axis=1) == pytest.approx(np.ones(2))
    assert 0.85 < soft[0, 3] < 0.95
    assert soft[0, 0] == pytest.approx(soft[0, 10])


def test_no_ensemble_to_learn_from_is_one_line(tmp_path):
    with pytest.raises(ModelError, match="--model ensemble"):
        load_teacher(tmp_path)


@pytest.mark.slow
def test_a_teacher_answers_alike_in_half_precision(tmp_path):
    packed = pack([tiny(), tiny(width=6)], [1, 1])
    record = ModelRecord("best_ensemble_model", "ensemble", 11, NORMALISATION, temperature=0.7)
    save_model(packed, record, tmp_path)
    full, half = load_teacher(tmp_path), load_teacher(tmp_path, "mixed_bfloat16")
    assert full.temperature == half.temperature == 0.7
    member = half.model.get_layer("member_1")
    assert {layer.compute_dtype for layer in member.layers} == {"bfloat16", "float32"}
    glyphs = np.random.default_rng(0).random((5, 28, 28)).astype(np.float32)
    assert predict(half.model, glyphs) == pytest.approx(predict(full.model, glyphs), abs=0.02)
