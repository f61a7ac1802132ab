from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.loop.checkpoint import Checkpoint, read_checkpoint, write_checkpoint

CHECKPOINT = Checkpoint(
    {"plan": {"epochs": 3}},
    tuple(np.full((2, number + 1), number, np.float32) for number in range(12)),
    (np.array(7, np.int64),),
    (),
)


def test_what_was_written_is_read(tmp_path: Path):
    path = tmp_path / "training" / "advanced" / "state.npz"
    write_checkpoint(CHECKPOINT, path)
    again = read_checkpoint(path)
    assert again.facts == CHECKPOINT.facts
    assert [array.tolist() for array in again.model] == [array.tolist() for array in CHECKPOINT.model]
    assert again.optimizer[0].dtype == np.int64
    assert again.best == ()
    assert [file.name for file in path.parent.iterdir()] == ["state.npz"]


def test_nothing_to_resume_is_said(tmp_path: Path):
    with pytest.raises(DataError, match="without --resume"):
        read_checkpoint(tmp_path / "state.npz")


def test_a_broken_checkpoint_is_said(tmp_path: Path):
    path = tmp_path / "state.npz"
    write_checkpoint(CHECKPOINT, path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DataError, match="broken"):
        read_checkpoint(path)


def test_an_unwritable_checkpoint_leaves_the_old_one(tmp_path: Path):
    path = tmp_path / "state.npz"
    write_checkpoint(CHECKPOINT, path)
    with pytest.raises(TypeError):
        write_checkpoint(Checkpoint({"plan": object()}, (), (), ()), path)
    assert read_checkpoint(path).facts == CHECKPOINT.facts
