"""A program that is killed at one of its steps: what it has not done by then it never does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STEPS = ("mkdir", "write_bytes", "write_text", "replace", "unlink", "open")


class Killed(BaseException):
    """The end of a program that nothing is told of: no handler runs that changes a file."""


def run_until_killed(step: int, action: Callable[[], object]) -> bool:
    """Runs something that is killed at a step, in the middle of a write; returns whether it got that far.

    Args:
        step: which of its changes of files, from 0, is not done, or half done.
        action: what to run.
    """
    done = [0]

    def stopping(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: Any, **options: Any) -> Any:
            if name == "open" and not set("wax+") & set(given[1] if len(given) > 1 else "r"):
                return real(*given, **options)
            if done[0] < step:
                done[0] += 1
                return real(*given, **options)
            if done[0] == step and name.startswith("write"):
                real(given[0], given[1][: len(given[1]) // 2])
            done[0] = step + 1
            raise Killed

        return stepped

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(Path, name, stopping(name, getattr(Path, name)))
        patch.setattr(os, "fsync", stopping("fsync", lambda _file: None))  # the disk need not be quick
        try:
            action()
        except Killed:
            return True
    return done[0] > step
