"""A folder of trained models: `NAME.keras` with its `NAME.json` record and its `NAME.tflite` twin."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from digitrec.errors import ModelError
from digitrec.models.archive import check_archive
from digitrec.models.export import write_twin
from digitrec.models.files import digest_of, written_beside
from digitrec.models.kinds import MODEL_KINDS
from digitrec.models.packing import pack, rounded
from digitrec.models.places import model_files
from digitrec.models.record import CLASSIFIER, KINDS, SEQUENCE, ModelRecord, load_record

ALIKE = 0.0008  # standard error of 99.6 % of 6,700 digits: scores that differ by less tell no models apart


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model file that passed the first look.

    Args:
        path: the `.keras` file.
        digest: its SHA-256, in hex.
        record: what is known of it, None if nothing can be trusted.
        note: why there is no record, as a clause; "" if there is one.
        kind: one of `KINDS`, as its record says, believed or not; a classifier without one.
    """

    path: Path
    digest: str
    record: ModelRecord | None = None
    note: str = ""
    kind: str = CLASSIFIER

    @property
    def verified(self) -> bool:
        """Whether its record belongs to this very file and to today's road."""
        return self.record is not None

    @property
    def name(self) -> str:
        """The file name without ending."""
        return self.path.stem

    @property
    def validation_accuracy(self) -> float | None:
        """The recorded share of validation images read rightly, or None."""
        return self.record.validation_accuracy if self.record else None

    @property
    def score(self) -> float | None:
        """What it is ranked by: see `ModelRecord.score`."""
        return self.record.score if self.record else None

    @property
    def twin(self) -> Path:
        """Where the LiteRT twin lies, or would lie."""
        return self.path.with_suffix(".tflite")


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies in a model folder.

    Args:
        models: of single digits, best first, unverified ones last: the best is the smallest of those whose
            recorded validation accuracy is as good as the highest; the others follow by accuracy, then name.
        skipped: one sentence a file that cannot be used, which says what and why.
        others: models of the other kinds by kind, best first; verified ones only.
    """

    models: tuple[StoredModel, ...]
    skipped: tuple[str, ...] = ()
    others: Mapping[str, tuple[StoredModel, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[StoredModel, ...]:
        """The models of a kind, best first."""
        return self.models if kind == CLASSIFIER else self.others.get(kind, ())

    @property
    def sequences(self) -> tuple[StoredModel, ...]:
        """Models of whole lines, best first."""
        return self.of(SEQUENCE)


def scan_models(directory: Path | str) -> Scan:
    """Looks through a folder for models; loads none of them.

    Args:
        directory: the folder; one that does not exist holds no models. Behind those of the folder that runs
            write to stand the models that ship.
    """
    found: dict[str, list[StoredModel]] = {kind: [] for kind in KINDS}
    skipped: list[str] = []
    for path in model_files(directory):
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            stored = stored_model(path)
            if stored.kind != CLASSIFIER and not stored.verified:
                raise ModelError(f"{path}: {stored.note}.")
            found[stored.kind].append(stored)
        except ModelError as error:
            skipped.append(f"Skipped {error}")
    ranked = {kind: tuple(sorted(found[kind], key=_rank)) for kind in KINDS}
    return Scan(_smallest_first(ranked.pop(CLASSIFIER)), tuple(skipped), ranked)


def find_models(directory: Path | str) -> tuple[StoredModel, ...]:
    """The usable models of single digits of a folder, best first; see `scan_models` for the others."""
    return scan_models(directory).models


def stored_model(path: Path | str) -> StoredModel:
    """Takes a first look at one `.keras` file and its record.

    Raises:
        ModelError: there is no such file, or it is broken or hostile; the message names it.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError(f"There is no model file {path}. See what there is: digitrec models")
    try:
        check_archive(path)
        digest = digest_of(path)
    except ModelError as error:
        raise ModelError(f"{path}: {error}.") from None
    except OSError as error:
        raise ModelError(f"{path}: it cannot be read ({error.strerror}).") from None
    record_path = path.with_suffix(".json")
    if not record_path.exists():
        return StoredModel(path, digest, None, "it has no record")
    try:
        record = load_record(record_path)
    except ModelError as error:
        return StoredModel(path, digest, None, str(error))
    note = _doubt(record, digest)
    return StoredModel(path, digest, None if note else record, note, record.kind)


def _doubt(record: ModelRecord, digest: str) -> str:
    """Why a record is not believed, as a clause; "" if it is."""
    if record.digest != digest:
        return "its record belongs to another file"
    version = MODEL_KINDS[record.kind].version
    if record.normalisation != version:
        return f"it was trained for normalisation {record.normalisation}, this is {version}"
    return ""


def _rank(stored: StoredModel) -> tuple[bool, float, str]:
    accuracy = stored.score
    return not stored.verified, -(accuracy if accuracy is not None else -1.0), stored.name


def _smallest_first(ranked: tuple[StoredModel, ...]) -> tuple[StoredModel, ...]:
    """Ranked models of single digits, the smallest first of those that are as good as the highest.

    The rule of one standard error ("Classification and Regression Trees", Breiman et al. 1984).
    """
    if not ranked or ranked[0].score is None:
        return ranked
    least = ranked[0].score - ALIKE
    alike = [one for one in ranked if one.score is not None and one.score >= least]
    best = min(alike, key=lambda one: one.record.parameters if one.record else 0)  # of equals the first
    return best, *(one for one in ranked if one is not best)


def save_model(model: Any, record: ModelRecord, directory: Path | str) -> Path:
    """Saves a model with its record and its twin; an older model of that name stays until all is written.

    Args:
        model: a `keras.Model`, (N, 28, 28, 1) to softmax (N, 10 or 11), or of another kind; its optimizer
            is not saved, and its weights are rounded, see `packing`.
        record: its record; name, digest, parameters, classes and time are filled in here.
        directory: the folder, made if need be.

    Returns:
        The `.keras` file.

    Raises:
        ModelError: the files cannot be written; or LiteRT cannot run the model: it is saved without twin.
    """
    directory = Path(directory)
    path = directory / f"{record.name}.keras"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        failure = _save(model, record, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelError(f"{path} cannot be saved: {reason}. What was there is kept.") from None
    if failure is not None:
        raise ModelError(f"{path} is saved, but without its twin: {failure}")
    return path


def _save(model: Any, record: ModelRecord, path: Path) -> ModelError | None:
    failure: ModelError | None = None
    bare = model.__class__.from_config(model.get_config())  # without optimizer state
    bare.set_weights([rounded(weights) for weights in model.get_weights()])
    with ExitStack() as stack:
        record_path = stack.enter_context(written_beside(path.with_suffix(".json")))
        keras_path = stack.enter_context(written_beside(path))
        bare.save(keras_path)
        pack(keras_path)
        complete = dataclasses.replace(
            record,
            digest=digest_of(keras_path),
            parameters=int(bare.count_params()),
            classes=record.classes and int(bare.output_shape[-1]),
            created=record.created or datetime.now(timezone.utc).isoformat(timespec="seconds"),
        )
        record_path.write_text(complete.to_json(), encoding="utf-8")
        try:
            with written_beside(path.with_suffix(".tflite")) as twin_path:
                write_twin(keras_path, twin_path, bare)
        except ModelError as error:
            failure = error
            path.with_suffix(".tflite").unlink(missing_ok=True)
    return failure
