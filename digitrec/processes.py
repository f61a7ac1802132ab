"""What processes do first: the program itself, and those of a pool."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from types import FrameType


class Terminated(KeyboardInterrupt):
    """The process was told to end (SIGTERM), as service managers and containers do: it ends as on Ctrl-C."""


def end_when_told() -> None:
    """From now on SIGTERM ends this process as Ctrl-C does: what is begun is kept, what is open is closed."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _raise_terminated)


def _raise_terminated(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def begin_worker() -> None:
    """Gets a process of a pool ready: one OpenCV thread, Ctrl-C left to the parent, and no life after it."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)


def _end_with_parent() -> None:
    """Ends this process when its parent has ended, also by a signal that left it no time to say so.

    The pool's queue would not tell: each process holds both of its ends.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
