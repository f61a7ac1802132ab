import json

import pytest

from digitrec.learning.augmentation.distortions import Distortions
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.sampler import Sampling


def test_a_plan_survives_json():
    sampling = Sampling(rendered=0.5, distortions=Distortions(tiny=0.4))
    plan = Plan(epochs=7, learning_rate=1e-3, sampling=sampling)
    values = json.loads(json.dumps(plan.to_dict()))
    assert Plan.from_dict(values) == plan
    assert values["mix"]["rendered"] == 0.5  # as records call it


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
