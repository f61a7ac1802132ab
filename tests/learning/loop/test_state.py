import json
from dataclasses import asdict

from digitrec.learning.loop.state import TrainingState, ValidationScore


def test_the_higher_accuracy_is_best_and_between_equals_the_lower_loss():
    state = TrainingState()
    for accuracy, loss in ((0.8, 0.5), (0.9, 0.4), (0.9, 0.6), (0.9, 0.3), (0.7, 0.1)):
        state = state.after_epoch(ValidationScore(accuracy, loss, 0.5), seconds=2.0, point=())
    assert (state.done, state.seconds) == (5, 10.0)
    assert (state.best_epoch, state.best_accuracy, state.best_loss) == (4, 0.9, 0.3)
    assert state.curve == ()


def test_or_the_lower_loss_is_best():
    state = TrainingState(by_loss=True)
    for accuracy, loss in ((0.9, 0.5), (0.8, 0.4), (0.95, 0.6)):
        state = state.after_epoch(ValidationScore(accuracy, loss, 0.5), seconds=2.0, point=())
    assert (state.best_epoch, state.best_accuracy, state.best_loss) == (2, 0.8, 0.4)


def test_a_state_survives_json():
    state = TrainingState().after_epoch(ValidationScore(0.5, 1.5, 1.0), 3.0, (640, 320, 0.5))
    assert TrainingState.from_dict(json.loads(json.dumps(asdict(state)))) == state


def test_older_states_are_read():
    digits = {"done": 2, "best_epoch": 1, "best_accuracy": 0.9, "best_loss": 0.2, "best_rejected": 0.8}
    assert TrainingState.from_dict(digits | {"seconds": 7.0}) == TrainingState(2, 1, 0.9, 0.2, 0.8, 7.0)
    pages = {"done": 1, "best_silent": 0.7, "settled": False, "curve": [[480, 0.5, 2.0]]}
    assert TrainingState.from_dict(pages) == TrainingState(1, best_rejected=0.7, curve=((480, 0.5, 2.0),))
