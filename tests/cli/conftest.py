"""What the tests of commands share: a Dask cluster of one worker, which is started once."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CRASHING = Path(__file__).parent / "crashing"


@pytest.fixture(scope="session")
def workers(tmp_path_factory):
    """A worker whose processes crash at files that are called `crash.png`."""
    distributed = pytest.importorskip("distributed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(CRASHING), str(ROOT)]))
        started = distributed.LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            local_directory=str(tmp_path_factory.mktemp("dask")),
        )
        yield started  # a worker that is started anew crashes there too
        started.close()


@pytest.fixture(scope="session")
def scheduler(workers) -> str:
    """The address of its scheduler."""
    return workers.scheduler_address
