import json

import pytest

from digitrec.learning.augmentation.distortions import Distortions
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.sampler import Mix


def test_a_plan_survives_json():
    plan = Plan(epochs=7, learning_rate=1e-3, mix=Mix(rendered=0.5, distortions=Distortions(tiny=0.4)))
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"epochs": 3, "refine": 4},
        {"learning_rate": 0.0},
        {"weight_decay": -1.0},
        {"averaging": 1.0},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"Plan|Rates"):
        Plan(**wrong)
