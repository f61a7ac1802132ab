import numpy as np
import pytest

from digitrec.models.architectures import ARCHITECTURES, LOGITS
from digitrec.models.quiet import quiet_keras

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("classes", [10, 11])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_network_ends_in_probabilities_of_the_classes_asked_for(name: str, classes: int):
    quiet_keras().utils.set_random_seed(1)
    model = ARCHITECTURES[name](classes=classes)
    glyphs = np.random.default_rng(0).random((3, 28, 28, 1)).astype(np.float32)
    answers = np.asarray(model.predict_on_batch(glyphs))
    assert answers.shape == (3, classes)
    assert model.get_layer(LOGITS).units == classes
    assert answers.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_the_advanced_network_is_small():
    assert 300_000 < ARCHITECTURES["advanced"]().count_params() < 600_000
