"""Keeps TensorFlow and LiteRT, which log from C++ to file descriptor 2, off the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

STDERR = 2  # file descriptor


@contextmanager
def muted_stderr() -> Iterator[None]:
    """Sends everything written to file descriptor 2 nowhere, also what C++ code writes there.

    Errors still surface: as exceptions. What other threads write there is lost too, so keep it short.
    """
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    try:
        kept = os.dup(STDERR)
    except OSError:  # there is no stderr to keep quiet
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STDERR)
        os.close(nowhere)
        yield
    finally:
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        os.dup2(kept, STDERR)
        os.close(kept)


def quiet_keras() -> Any:
    """Imports Keras (and with it TensorFlow, 3 to 7 seconds) without a line on the terminal.

    Raises:
        ImportError: Keras or its backend is not installed.
    """
    if "keras" in sys.modules:
        return sys.modules["keras"]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors surface as exceptions anyway
    with muted_stderr():
        import keras
    return keras
