"""Runs one training at a time, in a process of its own, and follows its progress."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from digitrec.errors import DataError, DigitrecError
from digitrec.learning.loop.progress import (
    BatchDone,
    DataRead,
    EpochDone,
    Finishing,
    MemberBegun,
    MemberEpoch,
    Progress,
)
from digitrec.percent import percent
from digitrec.web.archive import unpack_class_folders
from digitrec.web.limits import Limits

KINDS = {kind.__name__: kind for kind in (BatchDone, DataRead, EpochDone, Finishing, MemberBegun)}
PATIENCE = 30.0  # seconds that a stopped training has to keep its best epoch when the server ends


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """Request of a training.

    Args:
        model: a key of `TrainingChoices.models`.
        preset: a key of `TrainingChoices.presets`.
        data: "mnist" or folders of class folders.
    """

    model: str
    preset: str
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrainingChoices:
    """Choices of what can be trained here.

    Args:
        models: their titles.
        presets: their numbers of epochs.
        minutes: how long a model and a preset take.
        command: the command line of a request; its standard output is a line of JSON a step: `kind` is
            the name of a value of `learning.loop.progress`, or "Trained" with a `path`.
    """

    models: Mapping[str, str]
    presets: Mapping[str, int]
    minutes: Callable[[str, str], int]
    command: Callable[[TrainingRequest], Sequence[str]]


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """Status of a training.

    Args:
        version: grows with every change.
        running: whether it runs.
        doing: what it does, as a sentence.
        share: how much of it is done, 0 to 1.
        epochs: every epoch so far.
        model: the name of the model that came of it.
        failure: why it failed, "" if it did not.
    """

    version: int = 0
    running: bool = False
    doing: str = ""
    share: float = 0.0
    epochs: tuple[EpochDone, ...] = ()
    model: str = ""
    failure: str = ""


class Trainer:
    """Starts and stops trainings, and knows their status. Safe to call from several threads.

    Args:
        choices: what can be trained.
        limits: how large a zip file may be.
    """

    def __init__(self, choices: TrainingChoices, limits: Limits) -> None:
        self.choices = choices
        self._limits = limits
        self._lock = threading.Lock()
        self._status = TrainingStatus()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> TrainingStatus:
        """Status of the training, the last one if none runs."""
        with self._lock:
            return self._status

    def start(self, model: str, preset: str, mnist: bool, archive: Path | None) -> None:
        """Starts a training.

        Args:
            model: one of the choices.
            preset: one of the choices.
            mnist: whether MNIST is learned.
            archive: a zip file with class folders to learn, or None.

        Raises:
            DataError: there is nothing to learn from, or the zip file is refused.
            DigitrecError: a training is running, or the choices have no such model or preset.
        """
        if model not in self.choices.models or preset not in self.choices.presets:
            raise DigitrecError("Choose a model and how thoroughly it is trained.")
        if not mnist and archive is None:
            raise DataError("There is nothing to learn from: take MNIST, or upload a zip file, or both.")
        with self._lock:
            if self._status.running:
                raise DigitrecError("A training is running: wait for it, or stop it.")
            self._status = TrainingStatus(
                self._status.version + 1, running=True, doing="Getting the images ready"
            )
        folder = Path(tempfile.mkdtemp(prefix="digitrec-training-"))
        try:
            said = ""
            data = ["mnist"] if mnist else []
            if archive is not None:
                found = unpack_class_folders(archive, folder / "images", self._limits)
                data.append(str(folder / "images"))
                over = f", {found.passed_over:,} other files passed over" if found.passed_over else ""
                said = f" ({found.images:,} images from the zip file{over})"
            self._change(doing=f"Starting{said}")
            self._launch(TrainingRequest(model, preset, tuple(data)), folder)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            self._change(running=False, doing="", failure=str(error))
            raise

    def stop(self) -> None:
        """Asks the training to end; it keeps its best epoch."""
        process = self._process
        if process is not None and process.poll() is None:
            self._change(doing="Stopping: the best epoch is kept")
            with suppress(OSError):
                process.terminate()  # not Ctrl-C: what a shell started in the background ignores that

    def close(self) -> None:
        """Ends the training, waiting for it to keep what it has."""
        self.stop()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _launch(self, request: TrainingRequest, folder: Path) -> None:
        self._process = subprocess.Popen(
            list(self.choices.command(request)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C at the server's terminal is the server's
        )
        self._thread = threading.Thread(
            target=self._follow, args=(self._process, folder), name="training", daemon=True
        )
        self._thread.start()

    def _follow(self, process: subprocess.Popen[str], folder: Path) -> None:
        """Reads what the training prints, until it ends."""
        errors: list[str] = []
        collecting = threading.Thread(target=_keep_last, args=(process.stderr, errors), daemon=True)
        collecting.start()
        with process:  # which waits for its end, and closes its streams
            for line in process.stdout or ():
                with suppress(ValueError, TypeError, KeyError):
                    self._take(json.loads(line))
            collecting.join()
        code = process.returncode
        shutil.rmtree(folder, ignore_errors=True)
        status = self.status
        if status.model:
            self._change(running=False, share=1.0, doing=f"Done: {status.model} is in the list of models.")
        elif code == 0 or status.doing.startswith("Stopping"):
            self._change(running=False, doing="Stopped before the first epoch was done: nothing to keep.")
        else:
            said = errors[-1].removeprefix("digitrec: ") if errors else f"it ended with code {code}"
            self._change(running=False, doing="", failure=said)

    def _take(self, message: Mapping[str, Any]) -> None:
        kind = message["kind"]
        if kind == "Trained":
            self._change(model=Path(message["path"]).stem)
            return
        value = KINDS[kind](**{field.name: message[field.name] for field in fields(KINDS[kind])})
        status = self.status
        epochs = (*status.epochs, value) if isinstance(value, EpochDone) else status.epochs
        if isinstance(value, MemberBegun):
            epochs = ()
        share = share_of(value)
        stopping = status.doing.startswith("Stopping") and not isinstance(value, Finishing)
        self._change(
            doing=status.doing if stopping else in_words(value),
            epochs=epochs,
            share=status.share if share is None else share,
        )

    def _change(self, **changes: Any) -> None:
        with self._lock:
            self._status = replace(self._status, version=self._status.version + 1, **changes)


def share_of(value: Progress) -> float | None:
    """How much of a training is done, 0 to 1; None if the value does not say."""
    if isinstance(value, BatchDone):
        return (value.epoch - 1 + value.step / value.steps) / value.epochs
    if isinstance(value, EpochDone):
        return value.epoch / value.epochs
    return None


def in_words(value: Progress) -> str:
    """What a training does, as a sentence."""
    if isinstance(value, DataRead):
        return f"{value.training:,} images to learn from, {value.validation:,} to choose by"
    if isinstance(value, BatchDone):
        return f"Epoch {value.epoch} of {value.epochs}, {_duration(value.seconds_left)} left"
    if isinstance(value, EpochDone):
        validation = percent(value.validation_accuracy, 2)
        return f"Epoch {value.epoch} of {value.epochs} is done: {validation} on validation"
    if isinstance(value, MemberBegun):
        return f"Member {value.number} of {value.members}: {value.architecture}"
    if isinstance(value, MemberEpoch):
        return f"{value.architecture}, seed {value.seed}: {in_words(value.done)}"
    return f"Keeping epoch {value.best_epoch}, the best one"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes / 60:.1f} h"


def _keep_last(stream: Any, lines: list[str]) -> None:
    """Reads a stream to its end, and keeps its last line that says something."""
    for line in stream or ():
        if line.strip():
            lines[:] = [line.strip()]
