from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.cli.train.sequence import command_of, main
from digitrec.learning.loop.result import TrainingResult
from digitrec.learning.sequences import train
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.models.record import SEQUENCE, ModelRecord

RECORD = ModelRecord(
    "best_sequence_model", SEQUENCE, 11, 1, validation_accuracy=0.93, kind=SEQUENCE,
    training={"best_epoch": 2, "seconds": 61},
)  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[train.LineRequest]:
    """What would be trained; nothing is."""
    requests: list[train.LineRequest] = []

    def note(request: train.LineRequest, watch: object) -> TrainingResult:
        requests.append(request)
        return TrainingResult(Path("output/best_sequence_model.keras"), RECORD, interrupted=False)

    monkeypatch.setattr(train, "train_lines", note)
    return requests


def test_flags_reach_the_plan(asked, tmp_path: Path, capsys):
    flags = f"--model sequence --epochs 3 --seed 9 --batch-size 32 --precision bfloat16 --output {tmp_path}"
    assert main(flags.split()) == 0
    (request,) = asked
    assert request.plan == SequencePlan(epochs=3, seed=9, batch_size=32, precision="mixed_bfloat16")
    assert request.output == tmp_path
    assert "93.00 %" in capsys.readouterr().out


def test_the_command_does_it_again(asked):
    plan = SequencePlan(epochs=5, seed=3, learning_rate=1e-3, precision="float32")
    words = command_of(plan).split()
    assert words[:2] == ["python", "training_model.py"]
    main([*words[2:], "--fonts", "my fonts"])
    assert asked[0].plan == plan
    assert asked[0].command == command_of(plan) + " --fonts 'my fonts'"


@pytest.mark.parametrize("flags", ["--resume --epochs 3", "--label-smoothing 0.1", "--val-split 0.2"])
def test_flags_that_mean_nothing_here_are_refused(asked, capsys, flags):
    with pytest.raises(SystemExit):
        main(["--model", "sequence", *flags.split()])
    assert "--" in capsys.readouterr().err
    assert not asked


def test_an_early_end_keeps_nothing_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(train, "train_lines", lambda *_: None)
    assert main(["--model", "sequence", "--precision", "float32"]) == 130
    assert "nothing to keep" in capsys.readouterr().err
