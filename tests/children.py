"""Processes that tests start and send signals to."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from typing import Any


def start(command: Sequence[str], **options: Any) -> subprocess.Popen:
    """Starts a process that ends on Ctrl-C and on SIGTERM, however the tests were started.

    A job in the background of a shell ignores SIGINT, and all that it starts does. What has a handler here is
    back to its default in a new program.
    """
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, signal.default_int_handler) for kind in kinds]
    try:
        return subprocess.Popen(command, **options)
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
