"""Has members trained by the workers of a cluster, all at once, and fetches their models."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from digitrec.cli.shared.cluster import Cluster, result_of
from digitrec.cli.train.on_cluster.order import ENDINGS, Order
from digitrec.errors import DataError, DigitrecError
from digitrec.learning.digits.members import members_folder
from digitrec.learning.digits.request import Request
from digitrec.learning.loop.progress import EpochDone, MemberEpoch, Watch
from digitrec.models.files import write_whole

COMMAND = (sys.executable, "-m", "digitrec.cli.train.on_cluster.process")
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
ENDED_WITHIN = 60.0  # seconds for trainings that were told to end to keep their state

_children: dict[str, list[subprocess.Popen[bytes]]] = {}  # of this worker, by run
_lock = threading.Lock()


def train_on_cluster(cluster: Cluster, requests: Sequence[Request], watch: Watch) -> bool:
    """Trains members; their files lie in the output folder of their requests then.

    Args:
        cluster: trains them, as many at once as its workers have threads.
        requests: of the members.
        watch: is told of every epoch.

    Returns:
        Whether all were trained; not if Ctrl-C came before, their states are kept on the workers' machines.

    Raises:
        DigitrecError: a worker cannot train, or the cluster has gone.
    """
    from distributed import as_completed, wait

    if not requests:
        return True
    client, run = cluster.client, uuid4().hex

    def tell(event: tuple[float, Mapping[str, Any]]) -> None:
        told = event[1]
        watch(MemberEpoch(told["architecture"], told["seed"], EpochDone(**told["done"])))

    client.subscribe_topic(topic_of(run), tell)
    shares = shares_of(client.nthreads())
    orders = [Order(request, Path.cwd(), run) for request in requests]
    futures = [client.submit(train_there, one, shares, COMMAND, pure=False) for one in orders]
    try:
        for future in as_completed(futures):
            files = result_of(future)
            if files is None:
                return False
            _write(requests[futures.index(future)], files)
    except KeyboardInterrupt:
        client.run(end_trainings, run, on_error="ignore")
        wait(futures, timeout=ENDED_WITHIN)
        return False
    finally:
        client.unsubscribe_topic(topic_of(run))
    return True


def topic_of(run: str) -> str:
    """Where workers tell of epochs."""
    return f"digitrec-{run}"


def shares_of(threads: Mapping[str, int]) -> dict[str, int]:
    """How many trainings run at once on each machine, by the threads of each worker."""
    shares = Counter[str]()
    for address, count in threads.items():
        shares[host_of(address)] += count
    return dict(shares)


def host_of(address: str) -> str:
    """The machine of a worker."""
    return urlsplit(address).hostname or address


def train_there(order: Order, shares: Mapping[str, int], command: Sequence[str]) -> dict[str, bytes] | None:
    """Trains a member in a process of its own, on a worker.

    Args:
        order: what is trained.
        shares: how many trainings run at once, by machine; each takes its share of the cores.
        command: what is run.

    Raises:
        DigitrecError: it cannot be trained.
    """
    from distributed import get_worker

    worker = get_worker()
    child = _started(command, shares.get(host_of(worker.address), 1))
    if child.stdin is None or child.stdout is None:
        raise ValueError("The process has pipes.")
    with _lock:
        _children.setdefault(order.run, []).append(child)
    plan = order.request.plan
    try:
        pickle.dump(order, child.stdin)
        child.stdin.flush()
        while isinstance(said := pickle.load(child.stdout), EpochDone):
            told = {"architecture": plan.architecture, "seed": plan.seed, "done": asdict(said)}
            worker.log_event(topic_of(order.run), told)
    except (EOFError, OSError):
        name = order.request.name
        raise DigitrecError(
            f"The process that trained {name} has ended: see the log of the worker."
        ) from None
    finally:
        with _lock:
            _children[order.run].remove(child)
        child.stdin.close()
        child.stdout.close()
        child.kill()
        child.wait()
    if isinstance(said, DigitrecError):
        raise said
    files: dict[str, bytes] | None = said
    return files


def _started(command: Sequence[str], share: int) -> subprocess.Popen[bytes]:
    """A process that trains, on its share of the cores."""
    threads = str(max(1, (os.cpu_count() or 1) // max(1, share)))
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**dict.fromkeys(THREADS, threads), **os.environ},
    )


def end_trainings(run: str) -> None:
    """Tells the trainings of a run on this worker to end, as Ctrl-C does."""
    with _lock:
        for child in _children.get(run, ()):
            child.terminate()


def _write(request: Request, files: Mapping[str, bytes]) -> None:
    """Writes the files of a member, unless the worker wrote them to the same place."""
    folder = members_folder(request.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending in ENDINGS:
            path, content = folder / f"{request.name}{ending}", files.get(f"{request.name}{ending}")
            if content is not None and not (path.exists() and path.read_bytes() == content):
                write_whole(path, content)
    except OSError as error:
        raise DataError(f"{folder} cannot be written ({error.strerror or error}). Make room there.") from None
