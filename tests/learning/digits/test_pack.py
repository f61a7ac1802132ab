import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.learning.digits.pack import fit_weights, pack, sharpened
from digitrec.learning.evaluation.calibration import with_temperature
from digitrec.learning.loop.network import predict
from digitrec.models.engine import load_engine
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model, stored_model
from digitrec.page.normalise import NORMALISATION
from tests.learning.tiny import tiny


def test_the_network_that_knows_more_weighs_more():
    labels = np.arange(100) % 10
    knows = np.full((100, 11), 0.01, np.float32)
    knows[np.arange(100), labels] = 0.9
    guesses = np.full((100, 11), 1 / 11, np.float32)
    better, worse = fit_weights([knows, guesses], labels)
    assert better > 0.9
    assert better + worse == pytest.approx(1)
    assert fit_weights([knows, knows, knows], labels) == pytest.approx([1 / 3] * 3)


@pytest.mark.slow
def test_a_packed_model_is_the_weighted_mean_of_its_calibrated_members_after_a_round_trip(tmp_path):
    quiet_keras().utils.set_random_seed(5)
    members = [tiny(), tiny(width=6)]
    glyphs = np.random.default_rng(0).random((9, 28, 28)).astype(np.float32)
    wanted = 0.25 * with_temperature(predict(members[0], glyphs), 0.5) + 0.75 * predict(members[1], glyphs)
    packed = pack([sharpened(members[0], 0.5), members[1]], [1, 3])
    record = ModelRecord("best_ensemble_model", "ensemble", 11, NORMALISATION)
    stored = stored_model(save_model(packed, record, tmp_path))
    engine = load_engine(stored)
    assert engine.kind == "LiteRT"
    assert engine.probabilities(glyphs) == pytest.approx(wanted, abs=1e-4)
    stored.twin.unlink()
    engine = load_engine(stored)
    assert engine.kind == "Keras"
    assert engine.probabilities(glyphs) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.slow
def test_a_network_without_logits_cannot_be_packed():
    keras = quiet_keras()
    entry = keras.Input((28, 28, 1))
    answer = keras.layers.Dense(11, activation="softmax")(keras.layers.Flatten()(entry))
    with pytest.raises(ModelError, match="no layer 'logits'"):
        sharpened(keras.Model(entry, answer), 0.5)
