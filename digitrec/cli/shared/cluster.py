"""Connects to the scheduler of a Dask cluster, or starts workers on this machine.

Dask comes with the extra `cluster`, and is imported when a command is given `--cluster`.
"""

from __future__ import annotations

import argparse
import logging
import time
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from types import TracebackType
from typing import Any

from digitrec.errors import DigitrecError

EXTRA = 'pip install "digitrec[cluster]"'
LOCAL, MOST_LOCAL = "local:", 256
ANSWER_WITHIN = 10.0  # seconds for a scheduler to answer
WORKERS_WITHIN = 60.0  # seconds for the first worker to come
PATIENCE = 300.0  # seconds that a scheduler may be away in the middle of a run


def cluster_address(text: str) -> str:
    """`local:N`, or the address of a scheduler: `tcp://host:8786`, `tls://host:8786`, `host:8786`."""
    count = text.removeprefix(LOCAL)
    if count != text:
        if not count.isdigit() or not 1 <= int(count) <= MOST_LOCAL:
            raise argparse.ArgumentTypeError(f"{text!r} must be local: and a number from 1 to {MOST_LOCAL}")
    elif ":" not in text:
        raise argparse.ArgumentTypeError(f"{text!r} must be HOST:PORT or local:N, such as local:4")
    return text


def add_cluster(parser: argparse._ActionsContainer, what: str) -> None:
    """`--cluster ADDRESS`.

    Args:
        parser: gets it.
        what: the workers do.
    """
    parser.add_argument(
        "--cluster", metavar="ADDRESS", type=cluster_address,
        help=f"{what} on Dask workers: HOST:PORT, or local:N for N here",
    )  # fmt: skip


class Cluster:
    """A connection to a scheduler, which can be made anew when the scheduler was away.

    Args:
        address: see `cluster_address`.

    Raises:
        DigitrecError: Dask is not installed, nobody answers, or there are no workers.
    """

    def __init__(self, address: str) -> None:
        missing = [module for module in ("dask", "distributed") if find_spec(module) is None]
        if missing:
            raise DigitrecError(f"--cluster needs {' and '.join(missing)}: {EXTRA}")
        self._address = address
        self._stack = ExitStack()
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said in one line
        try:
            self.client = self._connect()
            self._await_workers()
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError, TimeoutError):
            self.client.close(timeout=ANSWER_WITHIN)
        self._stack.close()

    @property
    def lost(self) -> bool:
        """Whether the connection has been given up."""
        return self.client.status in ("closing", "closed")

    def slots(self) -> int:
        """How many tasks the workers do at once, now; 0 if that cannot be said."""
        with suppress(OSError, TimeoutError):
            return sum(self.client.nthreads().values())
        return 0

    def connect_anew(self) -> None:
        """Waits for the scheduler that has gone, or for one that takes its place.

        Raises:
            DigitrecError: it does not come back.
        """
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError, TimeoutError):
                self.client.close(timeout=1)
            try:
                self.client = self._connect()
            except DigitrecError:
                if self._address.startswith(LOCAL) or time.monotonic() > until:
                    raise
            else:
                return

    def _connect(self) -> Any:
        from distributed import Client, LocalCluster

        if self._address.startswith(LOCAL):
            workers = LocalCluster(
                n_workers=int(self._address.removeprefix(LOCAL)),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # any port: another cluster may have the usual one
                memory_limit=0,  # what takes memory are the processes that read, which Dask does not see
                preload=["digitrec.cli.shared.local_worker"],
                silence_logs=logging.CRITICAL,
            )
            self._stack.enter_context(workers)
            return Client(workers)
        address = self._address if "://" in self._address else f"tcp://{self._address}"
        try:
            return Client(address, timeout=ANSWER_WITHIN)
        except (OSError, TimeoutError, ValueError) as error:
            raise DigitrecError(
                f"No scheduler answers at {address} ({reason_of(error, 120)}). "
                "Start one, dask scheduler, or read on this machine: --cluster local:4"
            ) from None

    def _await_workers(self) -> None:
        try:
            self.client.wait_for_workers(1, timeout=WORKERS_WITHIN)
        except (OSError, TimeoutError):
            raise DigitrecError(
                f"The scheduler at {self._address} has no workers. "
                "Start some: dask worker HOST:PORT --nworkers -1 --nthreads 1"
            ) from None


def result_of(future: Any) -> Any:
    """The result of a task, when it is there.

    Raises:
        DigitrecError: it has failed, or its workers or the scheduler have gone.
    """
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        return future.result()
    except (CancelledError, KilledWorker) as error:
        raise DigitrecError(
            f"The cluster has lost a task ({type(error).__name__}): see the logs of its workers, and run the "
            "command again."
        ) from None
    except DigitrecError:
        raise
    except Exception as error:  # noqa: BLE001 - the worker's log has it whole
        raise worker_failed(error) from None


def worker_failed(error: Exception) -> DigitrecError:
    """What is said of a worker that fails at what no task should fail at."""
    return DigitrecError(
        f"A worker failed ({type(error).__name__}: {error}). Install the same digitrec on all machines, "
        "and see the log of the worker."
    )


def reason_of(error: Exception, most: int) -> str:
    """What an error says, on one line of so many characters at most."""
    return " ".join(str(error).split())[:most] or type(error).__name__
