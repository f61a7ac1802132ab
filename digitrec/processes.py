"""What every process of a pool does first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

import cv2


def begin_worker() -> None:
    """Gets a process of a pool ready: one OpenCV thread, Ctrl-C left to the parent, and no life after it."""
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
