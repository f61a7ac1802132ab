"""Checkpoints: the state of a training between two epochs, written whole or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError
from digitrec.models.files import written_beside

Arrays = tuple[NDArray[np.generic], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """Checkpoint: what a training needs to go on exactly.

    Args:
        facts: plan, epochs done, best epoch and its scores, seconds, every epoch so far; for JSON.
        model: all variables of the model, dropout's random state among them.
        optimizer: all variables of the optimizer, its step and the averaged weights among them.
        best: the weights of the best epoch, as they are validated and saved.
    """

    facts: Mapping[str, Any]
    model: Arrays
    optimizer: Arrays
    best: Arrays


def capture(model: Any, optimizer: Any, best: Arrays, facts: Mapping[str, Any]) -> Checkpoint:
    """The state of a `keras.Model` and its optimizer as it is now."""
    from keras import ops

    def arrays(variables: Iterable[Any]) -> Arrays:
        return tuple(ops.convert_to_numpy(variable) for variable in variables)

    return Checkpoint(facts, arrays(_variables(model)), arrays(optimizer.variables), best)


def restore(checkpoint: Checkpoint, model: Any, optimizer: Any) -> None:
    """Puts a `keras.Model` and its built optimizer into the state of a checkpoint.

    Raises:
        ValueError: it is of another network or another optimizer.
    """
    for variables, arrays in (
        (_variables(model), checkpoint.model),
        (optimizer.variables, checkpoint.optimizer),
    ):
        for variable, array in zip(variables, arrays, strict=True):
            if tuple(variable.shape) != array.shape:  # Keras would say so with all its numbers
                raise ValueError(f"{array.shape} in place of {tuple(variable.shape)}")
            variable.assign(array)


def _variables(model: Any) -> list[Any]:
    """All variables of a model's layers, dropout's random state among them."""
    return [variable for layer in model.layers for variable in layer.variables]


def write_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Writes beside, then renames: a reader sees the old file or the new one.

    Raises:
        DataError: there is no room or no permission.
    """
    arrays = {
        f"{group}/{number:04d}": array
        for group in ("model", "optimizer", "best")
        for number, array in enumerate(getattr(checkpoint, group))
    }
    facts = np.array(json.dumps(checkpoint.facts))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(path) as beside, beside.open("wb") as file:
            np.savez(file, allow_pickle=False, facts=facts, **arrays)
    except OSError as error:
        raise DataError(
            f"{path} cannot be written ({error.strerror or error}). "
            "Make room there; --resume goes on after the epoch before."
        ) from None


def read_checkpoint(path: Path) -> Checkpoint:
    """Reads what `write_checkpoint` wrote.

    Raises:
        DataError: there is no checkpoint, or it is broken.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            facts = json.loads(str(file["facts"]))
            groups = {
                group: tuple(file[name] for name in sorted(file.files) if name.startswith(f"{group}/"))
                for group in ("model", "optimizer", "best")
            }
    except FileNotFoundError:
        raise DataError(
            f"There is no interrupted training in {path.parent}. Start one without --resume."
        ) from None
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is broken ({error}). Delete it and start without --resume.") from None
    return Checkpoint(facts, **groups)
