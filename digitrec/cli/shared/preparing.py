"""Makes the compiled twin of a model in another process, while the window reads with another model."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitrec.models.store import StoredModel

Convert = Callable[[Path, Path], None]  # the `.keras` file and its twin


class Preparation:
    """The models that are being made ready, each once.

    Args:
        convert: makes a twin; takes its time.
    """

    def __init__(self, convert: Convert | None = None) -> None:
        self._convert = convert or convert_elsewhere
        self._begun: dict[Path, threading.Thread] = {}

    def is_ready(self, stored: StoredModel) -> bool:
        """Whether a model can be loaded in a moment, or as fast as it ever will be."""
        from digitrec.models.twin import fresh_twin

        thread = self._begun.get(stored.path)
        if thread is not None:
            return not thread.is_alive()
        if fresh_twin(stored.twin, stored.digest) is not None:
            return True
        return find_spec("ai_edge_litert") is None or find_spec("tensorflow") is None

    def begin(self, stored: StoredModel) -> None:
        """Begins to make a model ready, if that was not begun before."""
        if stored.path not in self._begun:
            arguments = (stored.path, stored.twin)
            thread = threading.Thread(target=self._convert, args=arguments, name="preparation", daemon=True)
            self._begun[stored.path] = thread
            thread.start()


def convert_elsewhere(model: Path, twin: Path) -> None:
    """Makes a twin in a process of its own: TensorFlow stays out of this one, and takes nothing of its time.

    What goes wrong shows when the model is loaded.
    """
    import subprocess  # the window need not wait for it

    command = [sys.executable, "-m", "digitrec.models.export", str(model), str(twin)]
    subprocess.run(command, capture_output=True, check=False)
