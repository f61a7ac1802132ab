"""What workers do first that `--cluster local:N` starts: Dask calls it in each, also in those it starts anew."""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(_worker: Any) -> None:
    """Leaves Ctrl-C, which the terminal sends to all, to the process that started the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
