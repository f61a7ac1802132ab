"""What all batches of a run have in common, and the models it is read with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from digitrec import __version__
from digitrec.cli.read.workers import Task
from digitrec.models.kinds import MODEL_KINDS
from digitrec.models.places import output_folder, shipped
from digitrec.models.store import scan_models, stored_model


@dataclass(frozen=True, slots=True)
class Job:
    """How the files of a run are read.

    Args:
        task: as on one machine.
        folder: what relative paths are relative to.
        seconds: a page that takes longer is given up.
        models: the models, see `models_of`; a worker that has others refuses.
        usual: whether they are those of the usual folder, which lies elsewhere on a worker.
        run: of two runs at once each has its own processes.
    """

    task: Task
    folder: Path
    seconds: float
    models: str
    usual: bool = False
    run: str = field(default_factory=lambda: uuid4().hex)

    def own_task(self) -> Task:
        """The task with the models folder of the machine that asks."""
        return replace(self.task, models=output_folder()) if self.usual else self.task

    @property
    def identity(self) -> str:
        """A digest of all that results depend on: options, models, version."""
        task = {name: str(value) for name, value in asdict(self.task).items() if name != "models"}
        return digest_of_values({"task": task, "models": self.models, "version": __version__})


def digest_of_values(values: Any) -> str:
    """SHA-256 of plain values, in hex."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def models_of(task: Task) -> str:
    """A digest of the models that files are read with: the best of each kind.

    Raises:
        ModelError: the model that is asked for cannot be used.
    """
    best: dict[str, str] = {}
    for folder in (task.models, shipped()):
        scan = scan_models(folder)
        for kind in MODEL_KINDS:
            if found := scan.of(kind):
                best.setdefault(kind, found[0].digest)
    if task.model is not None:
        best["asked for"] = stored_model(task.model).digest
    return digest_of_values(best)
