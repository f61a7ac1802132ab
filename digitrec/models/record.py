"""What is known of a model: the `.json` that lies beside a `.keras` file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitrec.errors import ModelError
from digitrec.types import NOT_A_DIGIT, SIGNS

CLASSIFIER, SEQUENCE, FINDER, INK, SINGLE = "classifier", "sequence", "finder", "ink", "single"
"""Kinds of models: of glyphs, lines, whole images, of what is cut out of them, and of images of one digit."""
KINDS = (CLASSIFIER, SEQUENCE, FINDER, INK, SINGLE)
DIGITS_ONLY = NOT_A_DIGIT  # classes of a model that calls everything a digit
CLASS_COUNTS = {
    CLASSIFIER: (DIGITS_ONLY, DIGITS_ONLY + 1),
    SEQUENCE: (DIGITS_ONLY, DIGITS_ONLY + 1, DIGITS_ONLY + 1 + len(SIGNS)),
    FINDER: (0,),
    INK: (0,),
    SINGLE: (0,),
}
OTHER_WRITERS = 0.977  # of pen strokes of other writers, by models that had learned from MNIST alone
ADAPTED = 1e-9  # by which an adapted model stands before the one it was made from
LARGEST_RECORD = 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model's record.

    Args:
        name: the file name without ending, `best_advanced_model`.
        architecture: a key of `ARCHITECTURES`, or what a person called it.
        parameters: number of weights.
        classes: 10, or 11 where the last one means "not a digit", or in a sequence model the first one
            "no new digit", or 16 where signs follow the digits; 0 of networks that make maps.
        normalisation: the version of the road the model was trained on: `NORMALISATION`, or of a sequence
            model `LINE_NORMALISATION`.
        validation_accuracy: share of the validation images read rightly, 0 to 1; see `score`.
        test_accuracy: share of MNIST's test images read rightly, 0 to 1; nothing is chosen by it.
        temperature: calibration; probabilities become `p ** (1 / temperature)`, brought to sum 1.
        reject_threshold: below this confidence a reading says "not a digit"; None leaves that to the reader.
        training: how it was trained: command, seed, epochs, best_epoch, data, fonts, seconds, ...
        versions: of the libraries it was trained with.
        digest: SHA-256 of the `.keras` file, in hex; "" before it is saved.
        created: ISO 8601 time; "" before it is saved.
        kind: one of `KINDS`.
    """

    name: str
    architecture: str
    classes: int
    normalisation: int
    parameters: int = 0
    validation_accuracy: float | None = None
    test_accuracy: float | None = None
    temperature: float = 1.0
    reject_threshold: float | None = None
    training: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    created: str = ""
    kind: str = CLASSIFIER

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, got {self.kind!r}.")
        if self.classes not in CLASS_COUNTS[self.kind]:
            counts = CLASS_COUNTS[self.kind]
            raise ValueError(f"classes of a {self.kind} are one of {counts}, got {self.classes}.")
        if not self.temperature > 0:
            raise ValueError(f"temperature must be above 0, got {self.temperature}.")
        for share in (self.validation_accuracy, self.test_accuracy, self.reject_threshold):
            if share is not None and not 0.0 <= share <= 1.0:
                raise ValueError(f"accuracies and thresholds must lie in [0, 1], got {share}.")

    @property
    def score(self) -> float | None:
        """What models of one kind are ranked by, 0 to 1.

        Of a model of single digits the mean of two accuracies: on validation images, and on real handwriting
        of writers held out, whose shapes the images lack. One that was not tried on such handwriting is taken
        to read `OTHER_WRITERS` of it. A model that was adapted to a hand stands before the one it was made
        from, which reads other hands as well or a little better.
        """
        adapted = self.training.get("adapted")
        if isinstance(adapted, Mapping) and isinstance(adapted.get("score"), float):
            return min(1.0, float(adapted["score"]) + ADAPTED)
        if self.kind != CLASSIFIER or self.validation_accuracy is None:
            return self.validation_accuracy
        validation = self.training.get("validation")
        written = validation.get("written") if isinstance(validation, Mapping) else None
        accuracy = written.get("accuracy") if isinstance(written, Mapping) else None
        if not (isinstance(accuracy, float) and 0.0 <= accuracy <= 1.0):
            accuracy = OTHER_WRITERS
        return (self.validation_accuracy + accuracy) / 2

    def to_json(self) -> str:
        """The record as indented JSON with a closing newline."""
        return json.dumps(dataclasses.asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> ModelRecord:
        """Reads what `to_json` wrote; fields that this version does not know are passed over.

        Raises:
            ModelError: it is not a record; the message says what is wrong, without naming the file.
        """
        try:
            values = json.loads(text)
            if not isinstance(values, dict):
                raise ModelError("the record is not a JSON object")
            return cls(**_checked(values))
        except json.JSONDecodeError as error:
            raise ModelError(f"the record is not JSON ({error})") from None
        except (TypeError, ValueError) as error:
            raise ModelError(f"the record is unusable: {error}") from None


def load_record(path: Path) -> ModelRecord:
    """Reads a record file.

    Raises:
        ModelError: it cannot be read, or is no record; the message does not name the file.
    """
    try:
        if path.stat().st_size > LARGEST_RECORD:
            raise ModelError("the record is too large to be one")
        return ModelRecord.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"the record cannot be read ({error})") from None


_TYPES: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "architecture": (str,),
    "classes": (int,),
    "normalisation": (int,),
    "parameters": (int,),
    "validation_accuracy": (int, float, type(None)),
    "test_accuracy": (int, float, type(None)),
    "temperature": (int, float),
    "reject_threshold": (int, float, type(None)),
    "training": (dict,),
    "versions": (dict,),
    "digest": (str,),
    "created": (str,),
    "kind": (str,),
}


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in values.items() if name in _TYPES}
    for name, value in known.items():
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise TypeError(f"{name} is {value!r}.")
    return known
