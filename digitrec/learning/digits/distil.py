"""Distillation: a student learns the soft predictions of the ensemble, its teacher.

"Distilling the knowledge in a neural network" (Hinton et al. 2015), done as "Knowledge distillation: a good
teacher is patient and consistent" (Beyer et al. 2022) found best: teacher and student see the very same
distorted glyph, over many epochs. The labels are used only where the teacher is wrong, half and half: so a
student learns distortions that not all of its teachers were shown. The softening temperature is applied to
the teacher alone: a student that learns softened predictions is as soft by as much, and its own calibration
makes it sharp again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.errors import ModelError
from digitrec.learning.evaluation.calibration import with_temperature
from digitrec.learning.loop.network import CLASSES
from digitrec.models.loading import load_keras
from digitrec.models.store import stored_model
from digitrec.types import Glyphs, Probabilities

TEACHER = "best_ensemble_model"
HIDDEN = frozenset(  # layers that may compute in another precision
    {
        "Conv2D",
        "BatchNormalization",
        "ReLU",
        "Multiply",
        "GlobalAveragePooling2D",
        "Flatten",
        "Dropout",
        "SpatialDropout2D",
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """A teacher.

    Args:
        name: of the model.
        digest: of its file.
        model: a `keras.Model`, (N, 28, 28, 1) to (N, 11).
        temperature: its calibration.
    """

    name: str
    digest: str
    model: Any
    temperature: float = 1.0

    def softened(self, softness: float) -> Callable[[Glyphs], Probabilities]:
        """Its predictions at a temperature above its calibrated one."""

        def predictions(glyphs: Glyphs) -> Probabilities:
            probabilities = np.asarray(self.model.predict_on_batch(glyphs[..., np.newaxis]))
            return with_temperature(probabilities, self.temperature * softness)

        return predictions


def load_teacher(output: Path, precision: str = "float32") -> Ensemble:
    """The ensemble of a model folder.

    Args:
        output: the model folder.
        precision: its members compute in; what they predict is float32.

    Raises:
        ModelError: there is none, or it does not know what is no digit.
    """
    path = output / f"{TEACHER}.keras"
    if not path.exists():
        raise ModelError(
            f"There is no ensemble to learn from ({path}). Train one: digitrec train --model ensemble"
        )
    stored = stored_model(path)
    model = _in_precision(load_keras(path), precision)
    if model.output_shape[-1] != CLASSES:
        raise ModelError(f"{path} cannot teach: it does not know what is no digit. Train another ensemble.")
    return Ensemble(stored.name, stored.digest, model, stored.record.temperature if stored.record else 1.0)


def _in_precision(model: Any, precision: str) -> Any:
    """A copy of a model whose hidden layers compute in another precision."""
    if precision == "float32":
        return model
    copy = model.__class__.from_config(_with_policy(model.get_config(), precision))
    copy.set_weights(model.get_weights())
    return copy


def _with_policy(config: Any, precision: str) -> Any:
    if isinstance(config, list):
        return [_with_policy(part, precision) for part in config]
    if not isinstance(config, dict):
        return config
    changed = {name: _with_policy(part, precision) for name, part in config.items()}
    if config.get("class_name") in HIDDEN and "dtype" in changed.get("config", {}):
        changed["config"]["dtype"] = precision
    return changed
