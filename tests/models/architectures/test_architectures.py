import numpy as np
import pytest

from digitrec.models.architectures import ARCHITECTURES, LOGITS, residual
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model

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


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("advanced", 300_000, 600_000), ("residual", 800_000, 1_000_000), ("student", 500_000, 700_000)],
)
def test_a_network_is_as_large_as_its_file_says(name: str, least: int, most: int):
    assert least < ARCHITECTURES[name]().count_params() < most


def test_the_student_and_its_twin_take_three_megabytes_at_most_each(tmp_path):
    path = save_model(
        ARCHITECTURES["student"](), ModelRecord("best_student_model", "student", 11, 1), tmp_path
    )
    assert path.stat().st_size < 3e6
    assert path.with_suffix(".tflite").stat().st_size < 3e6


def test_excitation_can_be_left_out_of_the_residual_network():
    plain, excited = residual.build(excite=False), residual.build()
    assert plain.count_params() < excited.count_params()
    assert not any("multiply" in layer.name for layer in plain.layers)
