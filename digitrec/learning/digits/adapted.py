"""The best model of a folder, adapted to the user's hand: made, kept beside the former one, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from digitrec.errors import DataError, ModelError
from digitrec.handwriting.store import TaughtGlyph
from digitrec.learning.data.dataset import Dataset
from digitrec.learning.digits.adapt import Adapted, Adapter
from digitrec.learning.digits.adapt_material import AdaptPlan, gather
from digitrec.learning.loop.network import CLASSES
from digitrec.learning.loop.result import library_versions
from digitrec.models.loading import load_keras
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import StoredModel, find_models, save_model

LEAST = 4  # taught glyphs: fewer say nothing of whether it helps
FORMER = "former"  # folder that adapted models are moved to when they are taken back
ENDINGS = (".keras", ".json", ".tflite")  # in this order: without the first there is no model


@dataclass(frozen=True, slots=True, eq=False)
class AdaptedModel:
    """What came of adapting a model.

    Args:
        former: the model that was adapted.
        result: how well both do.
        path: the adapted model; None if nothing was kept.
    """

    former: StoredModel
    result: Adapted
    path: Path | None


def adapt_best(
    output: Path,
    taught: Sequence[TaughtGlyph],
    tell: Callable[[str], None],
    plan: AdaptPlan = AdaptPlan(),  # noqa: B008
    data: Dataset | None = None,
) -> AdaptedModel:
    """Adapts the best model of a folder; a new model is written under a new name, whole, before it counts.

    Args:
        output: the model folder.
        taught: what was taught.
        tell: is told what is done, a few words at a time.
        plan: how.
        data: images to replay and to validate on; None = MNIST.

    Raises:
        DataError: too little was taught.
        ModelError: there is no model that can be adapted, or it cannot be saved.
    """
    if len(taught) < LEAST:
        raise DataError(
            f"{len(taught)} taught {'glyph is' if len(taught) == 1 else 'glyphs are'} too few: "
            f"teach {LEAST} at least, by t in the windows or digitrec teach."
        )
    former = _to_adapt(output)
    record = former.record
    if record is None:
        raise ModelError(f"{former.path} cannot be adapted: {former.note}.")
    model = load_keras(former.path)
    if model.output_shape[-1] != CLASSES:
        raise ModelError(f"{former.path} cannot be adapted: it does not know what is no digit.")
    before = _facts(record)
    tell("making what it learns from")
    material = gather(taught, plan, data)
    try:
        adapter = Adapter(model, material, plan, tell, before.get("first_validation"))
    except ModelError as error:
        raise ModelError(f"{former.path} cannot be adapted: {error}.") from None
    result = adapter.run()
    if not result.share:
        return AdaptedModel(former, result, None)
    tell("saving it")
    return AdaptedModel(former, result, _saved(model, former, record, result, output, len(taught)))


def take_back(output: Path) -> tuple[StoredModel, StoredModel | None]:
    """Takes back the model that was adapted last: its files are moved to the folder `former`.

    Returns:
        It, and the model that reads now.

    Raises:
        DataError: no model of the folder was adapted.
        ModelError: a file cannot be moved.
    """
    adapted = [
        stored
        for stored in find_models(output)
        if stored.record and _facts(stored.record) and stored.path.parent.resolve() == output.resolve()
    ]
    if not adapted:
        raise DataError(f"No model in {output} was adapted: there is nothing to take back.")
    last = max(adapted, key=lambda stored: stored.record.created if stored.record else "")
    folder = output / FORMER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending in ENDINGS:
            path = last.path.with_suffix(ending)
            if path.exists():
                path.replace(folder / path.name)
    except OSError as error:
        raise ModelError(f"{last.path} cannot be moved ({error.strerror}). Allow writing there.") from None
    return last, next(iter(find_models(output)), None)


def _to_adapt(output: Path) -> StoredModel:
    models = find_models(output)
    if not models:
        raise ModelError(f"No trained model in {output} (looked for *.keras). Train one: digitrec train")
    return models[0]


def _facts(record: ModelRecord) -> Mapping[str, Any]:
    """What a record says of how its model was adapted; nothing if it was not."""
    adapted = record.training.get("adapted")
    return adapted if isinstance(adapted, Mapping) else {}


def _saved(
    model: Any, former: StoredModel, record: ModelRecord, result: Adapted, output: Path, count: int
) -> Path:
    keras = quiet_keras()
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    first = _facts(record).get("first_validation", result.before.validation)
    facts = {
        "from": {"name": former.name, "digest": former.digest},
        "score": record.score,
        "first_validation": round(float(first), 6),
        "glyphs": count,
        "share_of_trained_weights": result.share,
        "left_out_right_before": result.before.right,
        "left_out_right_after": result.after.right,
    }
    adapted = replace(
        record,
        name=f"adapted_{record.architecture}_{datetime.now():%Y%m%d-%H%M%S-%f}",
        validation_accuracy=round(result.after.validation, 6),
        test_accuracy=None,
        training={**record.training, "adapted": facts},
        versions=library_versions(),
        digest="",
        created="",
    )
    return save_model(model, adapted, output)
