from pathlib import Path

from digitrec.learning.loop.result import TrainingResult, free_name
from digitrec.models.record import ModelRecord
from digitrec.models.store import StoredModel


def _stored(name: str, accuracy: float) -> StoredModel:
    record = ModelRecord(name, "advanced", 11, 1, validation_accuracy=accuracy)
    return StoredModel(Path(f"{name}.keras"), "", record)


def test_a_better_model_keeps_its_name():
    models = (_stored("best_advanced_model", 0.99), _stored("other", 1.0))
    assert free_name(models, "advanced", 0.99) == "best_advanced_model"
    assert free_name(models, "residual", 0.1) == "best_residual_model"
    own = free_name(models, "advanced", 0.98)
    assert own.startswith("advanced_2")
    record = ModelRecord(own, "advanced", 11, 1)
    assert not TrainingResult(Path(f"{own}.keras"), record, interrupted=False).is_best
