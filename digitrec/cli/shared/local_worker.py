"""What the workers of `--cluster local:N` do first, those too that are started anew: Dask calls it."""

from __future__ import annotations

import signal
from typing import Any


def dask_setup(_worker: Any) -> None:
    """Leaves Ctrl-C, which the terminal sends to all, to the process that started the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
