import numpy as np
import pytest

from digitrec.models.architectures import sequence
from digitrec.models.quiet import quiet_keras


@pytest.mark.parametrize("character", "0123456789.,-/+")
def test_every_character_has_a_class_of_its_own(character):
    number = sequence.class_of(character)
    assert number != sequence.BLANK
    assert number < (sequence.CLASSES if character.isdigit() else sequence.SIGNED_CLASSES)
    assert sequence.character_of(number) == character


@pytest.mark.slow
def test_every_width_gives_its_steps_of_probabilities():
    model = sequence.build(units=8)
    for width in (5, 64, 97):
        answers = np.asarray(model.predict_on_batch(np.ones((2, 32, width, 1), np.float32)))
        assert answers.shape == (2, sequence.steps_of(width), sequence.SIGNED_CLASSES)
        assert np.abs(answers.sum(axis=-1) - 1).max() < 1e-5


@pytest.mark.slow
def test_it_is_small_and_what_it_says_depends_on_both_sides():
    quiet_keras().utils.set_random_seed(1)
    model = sequence.build()
    assert 300_000 < model.count_params() < 600_000
    assert quiet_keras().Model(model.input, model.get_layer(sequence.LOGITS).output).output_shape[-1] == 16
    line = np.zeros((1, 32, 48, 1), np.float32)  # an untrained LSTM forgets soon
    plain = np.asarray(model.predict_on_batch(line))
    for column, far in ((4, -1), (42, 0)):
        changed = line.copy()
        changed[:, :, column] = 1
        assert np.abs(np.asarray(model.predict_on_batch(changed))[0, far] - plain[0, far]).max() > 0
