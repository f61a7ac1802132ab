import pytest

from digitrec.learning.digits.plan import Plan
from digitrec.learning.loop.network import make_optimizer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("steps", "momentum"), [(700, 0.998), (8, 16 / 17)])
def test_weights_are_averaged_over_two_epochs_at_most(steps: int, momentum: float):
    assert make_optimizer(Plan(), steps).ema_momentum == pytest.approx(momentum)


def test_weights_need_not_be_averaged():
    assert not make_optimizer(Plan(averaging=0.0), 100).use_ema
