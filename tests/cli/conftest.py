"""What the tests of commands share: a Dask cluster of two workers, which is started once."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CRASHING = Path(__file__).parent / "crashing"


@pytest.fixture(scope="session")
def workers(tmp_path_factory):
    """Two workers whose processes crash at files that are called `crash.png`."""
    distributed = pytest.importorskip("distributed")
    before = {name: os.environ.get(name) for name in ("PYTHONPATH",)}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(CRASHING), str(ROOT)])
    started = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        memory_limit=0,
        silence_logs=logging.CRITICAL,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    )
    yield started
    started.close()
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def scheduler(workers) -> str:
    """The address of their scheduler."""
    return workers.scheduler_address
