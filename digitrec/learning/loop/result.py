"""Result of a whole training: the saved model, its name, and the versions in its record."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import StoredModel, stored_model

LIBRARIES = ("digitrec", "keras", "tensorflow", "jax", "torch", "numpy", "opencv-python")


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """A trained and saved model.

    Args:
        path: the saved model.
        record: its record.
        interrupted: whether Ctrl-C ended the training before the plan did.
        report: the page that shows the run; None if there is none.
    """

    path: Path
    record: ModelRecord
    interrupted: bool
    report: Path | None = None

    @property
    def is_best(self) -> bool:
        """Whether it took the name of the best one; a better one of that name is never replaced."""
        return self.record.name == best_name(self.record.architecture)


def best_name(architecture: str) -> str:
    """The name of the best model of an architecture."""
    return f"best_{architecture}_model"


def free_name(models: tuple[StoredModel, ...], architecture: str, score: float) -> str:
    """The name of the best model, unless a better one has it.

    Args:
        models: those in the store, of the same kind.
        architecture: of the new model.
        score: of the new model, see `ModelRecord.score`.
    """
    name = best_name(architecture)
    for stored in models:
        if stored.name == name and (stored.score or 0.0) > score:
            return f"{architecture}_{datetime.now():%Y%m%d-%H%M%S}"
    return name


def started_from(path: Path) -> dict[str, str]:
    """What a record says of the model whose weights a training started from.

    Raises:
        ModelError: it cannot be read.
    """
    stored = stored_model(path)
    return {"name": stored.name, "digest": stored.digest}


def library_versions() -> dict[str, str]:
    """The versions of Python and of the libraries, and Keras' backend."""
    versions = {"python": platform.python_version(), "backend": str(quiet_keras().config.backend())}
    for library in LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[library] = metadata.version(library)
    return versions
