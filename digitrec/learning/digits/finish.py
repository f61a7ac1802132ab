"""Finishes a training: calibrates, tests once, records, saves and reports a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from digitrec.learning.data.dataset import Labels, to_glyphs
from digitrec.learning.digits.request import Provenance, Request, TrainingData
from digitrec.learning.digits.validation import ValidationSet
from digitrec.learning.evaluation import calibration
from digitrec.learning.loop.network import CLASSES, predict
from digitrec.learning.loop.result import TrainingResult, best_name, free_name, library_versions
from digitrec.learning.reports.layers import layers_of
from digitrec.learning.reports.report import Predictions, Run, write_report
from digitrec.models.architectures import LOGITS
from digitrec.models.record import ModelRecord
from digitrec.models.store import find_models, save_model
from digitrec.page.normalise import NORMALISATION
from digitrec.types import NOT_A_DIGIT, Glyphs, Probabilities


@dataclass(frozen=True, slots=True, eq=False)
class _Calibration:
    """Calibration on the validation images."""

    accuracy: float
    temperature: float
    threshold: float
    probabilities: Probabilities  # calibrated, of the validation images
    facts: Mapping[str, Any]


def finish(request: Request, data: TrainingData, model: Any, provenance: Provenance) -> TrainingResult:
    """Calibrates a model on validation, looks at the test images once, saves, and writes the report.

    Args:
        request: what was asked for.
        data: what it learned from.
        model: a float32 `keras.Model`.
        provenance: how it was made.

    Raises:
        ModelError: the model cannot be saved.
    """
    validation = _calibrate(model, data.validation)
    test = _test_predictions(request, data, model, provenance, validation.temperature)
    record = _record(request, data, provenance, validation, test)
    name = request.name or free_name(find_models(request.output), record.architecture, record.score or 0.0)
    record = replace(record, name=name)
    path = save_model(model, record, request.output)
    predictions = test or Predictions(
        "validation", data.validation.glyphs, data.validation.labels, validation.probabilities
    )
    run = Run(record, provenance.history, predictions, layers_of(model), data.digits.skipped)
    folder = (request.reports or request.output / "reports") / f"{name}_{datetime.now():%Y%m%d-%H%M%S}"
    return TrainingResult(path, record, provenance.interrupted, write_report(run, folder))


def shift_refusal(model: Any, validation: ValidationSet) -> float:
    """Lowers the bias of "not a digit" as far as the validation allows; returns by how much."""
    glyphs, labels = validation.digits
    shift = calibration.refusal_shift(predict(model, glyphs), labels, predict(model, validation.negatives))
    kernel, bias = model.get_layer(LOGITS).get_weights()
    bias[NOT_A_DIGIT] += shift
    model.get_layer(LOGITS).set_weights([kernel, bias])
    return shift


def _calibrate(model: Any, validation: ValidationSet) -> _Calibration:
    glyphs, labels = validation.digits
    raw = predict(model, glyphs)
    temperature = round(calibration.fit_temperature(raw, labels), 4)
    calibrated = calibration.with_temperature(raw, temperature)
    threshold = round(calibration.reject_threshold(calibrated), 4)

    def refused(probabilities: Probabilities) -> float:
        return _share(probabilities[:, :NOT_A_DIGIT].max(axis=1) < threshold)

    def predicted(others: Glyphs) -> Probabilities:
        return calibration.with_temperature(predict(model, others), temperature)

    images = len(validation.labels)
    facts: dict[str, Any] = {
        "images": images,
        "loss": round(calibration.negative_log_likelihood(calibrated, labels), 5),
        "calibration_error": round(calibration.expected_calibration_error(calibrated, labels), 5),
        "calibration_error_uncalibrated": round(calibration.expected_calibration_error(raw, labels), 5),
        "digits_refused": refused(calibrated),
        "negatives_refused": refused(predicted(validation.negatives)),
        "negatives": len(validation.negatives),
    }
    if len(validation.written):
        facts["written"] = {
            "digits": len(validation.written),
            "accuracy": _accuracy(raw[images:], validation.written_labels),
            "refused": refused(calibrated[images:]),
            "letters": len(validation.letters),
            "letters_refused": refused(predicted(validation.letters)),
        }
    accuracy = _accuracy(raw[:images], validation.labels)
    return _Calibration(accuracy, temperature, threshold, calibrated[:images], facts)


def _test_predictions(
    request: Request, data: TrainingData, model: Any, provenance: Provenance, temperature: float
) -> Predictions | None:
    images = data.digits.test
    if not request.look_at_test or provenance.interrupted or not len(images):
        return None
    glyphs = to_glyphs(images)
    probabilities = calibration.with_temperature(predict(model, glyphs), temperature)
    return Predictions("test", glyphs, images.labels, probabilities)


def _record(
    request: Request,
    data: TrainingData,
    provenance: Provenance,
    validation: _Calibration,
    test: Predictions | None,
) -> ModelRecord:
    plan = request.plan
    facts = {
        "command": request.command,
        **provenance.facts,
        "data": dict(data.digits.facts),
        "fonts": [font.name for font in data.fonts],
        "strokes": data.strokes.facts(),
        "validation": validation.facts,
        "plan": plan.to_dict(),
    }
    if test is not None:
        error = calibration.expected_calibration_error(test.probabilities, test.labels)
        facts["test"] = {"images": len(test.labels), "calibration_error": round(error, 5)}
    return ModelRecord(
        name=best_name(plan.architecture),
        architecture=plan.architecture,
        classes=CLASSES,
        normalisation=NORMALISATION,
        validation_accuracy=validation.accuracy,
        test_accuracy=None if test is None else _accuracy(test.probabilities, test.labels),
        temperature=validation.temperature,
        reject_threshold=validation.threshold,
        training=facts,
        versions=library_versions(),
    )


def _accuracy(probabilities: Probabilities, labels: Labels) -> float:
    return round(float((probabilities.argmax(axis=1) == labels).mean()), 6)


def _share(found: np.ndarray) -> float:
    return round(float(np.mean(found)), 5)
