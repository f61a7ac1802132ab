"""Whatever happens while something is written, what was there before stays whole."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.loop.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from digitrec.models.store import scan_models

needs_kill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
CHECKPOINT = Checkpoint({"epoch": 1}, (np.zeros(50_000),), (), ())


def _run(script: str, *arguments: str) -> int:
    prepared = "import os, signal, sys, zipfile\nfrom pathlib import Path\n" + textwrap.dedent(script)
    return subprocess.run([sys.executable, "-c", prepared, *arguments], check=False).returncode


@needs_kill
def test_a_process_killed_in_writing_its_state_leaves_the_state_before(tmp_path: Path):
    path = tmp_path / "state.npz"
    write_checkpoint(CHECKPOINT, path)
    code = _run(
        """
        import numpy as np
        from digitrec.learning.loop import checkpoint

        def half(file, **arrays):
            file.write(b"PK half of it")
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)

        checkpoint.np.savez = half
        checkpoint.write_checkpoint(checkpoint.Checkpoint({"epoch": 2}, (), (), ()), Path(sys.argv[1]))
        """,
        str(path),
    )
    assert code == -signal.SIGKILL
    assert read_checkpoint(path).facts == {"epoch": 1}


@needs_kill
@pytest.mark.parametrize("moment", ["digest_of", "write_twin"])
def test_a_process_killed_in_saving_leaves_no_half_model(tmp_path: Path, moment: str):
    code = _run(
        """
        from digitrec.models import store
        from digitrec.models.record import ModelRecord

        class Model:
            output_shape = (None, 11)
            get_config = get_weights = staticmethod(lambda: {})
            count_params = staticmethod(lambda: 1)

            @classmethod
            def from_config(cls, config):
                return cls()

            def set_weights(self, weights):
                pass

            def save(self, path):
                with zipfile.ZipFile(path, "w") as archive:
                    archive.writestr("half", b"of a model")

        def kill(*arguments):
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(store, sys.argv[2], kill)
        store.save_model(Model(), ModelRecord("best_advanced_model", "advanced", 11, 1), sys.argv[1])
        """,
        str(tmp_path),
        moment,
    )
    assert code == -signal.SIGKILL
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert scan_models(tmp_path).models == scan_models(tmp_path).skipped == ()


def test_a_full_disk_is_one_line_and_leaves_the_state_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "state.npz"
    write_checkpoint(CHECKPOINT, path)

    def full(file, **_):
        file.write(b"PK")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(DataError, match=r"No space left on device.*--resume"):
        write_checkpoint(Checkpoint({"epoch": 2}, (), (), ()), path)
    monkeypatch.undo()
    assert read_checkpoint(path).facts == {"epoch": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["state.npz"]
