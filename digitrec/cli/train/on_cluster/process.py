"""The process in which a worker trains: `python -m digitrec.cli.train.on_cluster.process`.

Standard input brings an `Order`. Standard output gives every epoch, and at last the files of the model, None
if the training was told to end, or a `DigitrecError`. States and models are kept in the output folder of the
order where the worker can write there, else in the folder of the worker's user.
"""

from __future__ import annotations

import os
import pickle
import platform
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from digitrec.cli.train.on_cluster.order import ENDINGS, Order
from digitrec.errors import DigitrecError
from digitrec.learning.digits.members import goes_on, train_member, trained_before
from digitrec.learning.digits.request import load_training_data
from digitrec.learning.loop.progress import EpochDone, Progress
from digitrec.models.places import user_folder
from digitrec.processes import end_when_told


def main() -> None:
    """Trains a member."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not come between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_when_told()
    order: Order = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_worker, daemon=True).start()

    def say(value: object) -> None:
        pickle.dump(value, answers)
        answers.flush()

    try:
        say(trained_files(order, say))
    except DigitrecError as error:
        say(DigitrecError(f"{platform.node()}: {error}"))
    except KeyboardInterrupt:
        say(None)


def _end_with_worker() -> None:
    """Ends this process when its worker has ended, also by a signal; the state of the last epoch is kept."""
    with suppress(OSError):
        sys.stdin.buffer.read()
    os._exit(1)


def trained_files(order: Order, say: Callable[[object], None]) -> dict[str, bytes] | None:
    """Trains a member, or takes one that was trained by the same plan before.

    Args:
        order: what is trained.
        say: is told of every epoch.

    Returns:
        The files of the model by their names; None if it was told to end.
    """
    with suppress(OSError):
        os.chdir(order.folder)
    request = goes_on(replace(order.request, output=_place(order.request.output)))

    def watch(progress: Progress) -> None:
        if isinstance(progress, EpochDone):
            say(progress)

    stored = trained_before(request)
    if stored is None:
        stored = train_member(request, load_training_data(request, watch), watch)
    if stored is None:
        return None
    files = [stored.path.with_suffix(ending) for ending in ENDINGS]
    return {file.name: file.read_bytes() for file in files if file.exists()}


def _place(output: Path) -> Path:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        return user_folder()
    return output if os.access(output, os.W_OK) else user_folder()


if __name__ == "__main__":
    main()
