import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from digitrec.cli.train import sequence
from digitrec.cli.train.command import main
from digitrec.cli.train.plans import command_of
from digitrec.learning.digits import train as training
from digitrec.learning.digits.ensemble import Group
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.train import state_path
from digitrec.learning.loop.checkpoint import Checkpoint, write_checkpoint
from digitrec.learning.loop.result import TrainingResult
from digitrec.models.record import ModelRecord


def test_the_sequence_model_is_trained_by_its_own_command(monkeypatch):
    called: list[object] = []
    monkeypatch.setattr(sequence, "main", lambda arguments: called.append(arguments) or 0)
    assert main(["--model", "sequence", "--epochs", "3"]) == 0
    assert called == [["--model", "sequence", "--epochs", "3"]]


def test_flags_reach_the_plan(asked, tmp_path: Path):
    main(
        "--epochs 3 --seed 9 --batch-size 64 --learning-rate 0.01 --weight-decay 0 --precision bfloat16 "
        f"--skip-test --output {tmp_path}".split()
    )
    (request,) = asked
    plan = Plan(
        epochs=3,
        seed=9,
        batch_size=64,
        learning_rate=0.01,
        weight_decay=0.0,
        precision="mixed_bfloat16",
        refine=1,
    )
    assert request.plan == plan
    assert not request.look_at_test
    assert request.output == tmp_path


def test_the_recorded_command_gives_the_same_plan_again(asked):
    plan = Plan(epochs=27, seed=5, batch_size=32, weight_decay=0.5, precision="mixed_bfloat16", refine=9)
    command = command_of(plan).split()
    assert command[:2] == ["python", "training_model.py"]
    main(command[2:])
    assert asked[0].plan == plan
    assert asked[0].command == command_of(plan)


@pytest.mark.parametrize("flags", ["--preset quick", "--model student", "--preset quick --epochs 9"])
def test_the_recorded_command_of_a_preset_gives_the_same_plan_again(asked, flags):
    sources = ["--data", "a b.npz", "--val-split", "0.2", "--fonts", "my fonts", "--fonts", "more/"]
    main([*flags.split(), "--precision", "float32", *sources])
    main(shlex.split(asked[0].command)[2:])
    assert asked[1].plan == asked[0].plan
    assert asked[1].fonts == asked[0].fonts == [Path("my fonts"), Path("more")]
    assert asked[1].data == asked[0].data == ("a b.npz",)
    assert asked[1].validation_share == 0.2


def test_an_ensemble_is_resumed_with_its_own_plan(asked_ensembles, tmp_path: Path, capsys):
    main(["--model", "ensemble", "--members", "4", "--seed", "9", "--output", str(tmp_path)])
    request, group = asked_ensembles[0]
    (tmp_path / "members").mkdir()
    state = {"plan": request.plan.to_dict(), "count": group.count}
    (tmp_path / "members" / "ensemble.json").write_text(json.dumps(state), encoding="utf-8")
    assert main(["--model", "ensemble", "--resume", "--output", str(tmp_path)]) == 130
    assert asked_ensembles[1][0].plan == request.plan
    assert asked_ensembles[1][1] == Group(4)
    assert f"Go on: python training_model.py --model ensemble --resume --output {tmp_path}" in (
        capsys.readouterr().err
    )


def test_models_to_pack_are_named(asked_ensembles, capsys):
    main(["--model", "ensemble", "--member", "a.keras", "--member", "b.keras"])
    assert asked_ensembles[0][1].ready == (Path("a.keras"), Path("b.keras"))
    for wrong in (["--member", "a.keras"], ["--model", "ensemble", "--member", "a.keras"]):
        with pytest.raises(SystemExit):
            main(wrong)
        assert "two files at least" in capsys.readouterr().err


def test_resume_goes_on_with_its_own_plan(asked, tmp_path: Path, capsys):
    plan = Plan(epochs=11, seed=4)
    write_checkpoint(Checkpoint({"plan": plan.to_dict()}, (), (), ()), state_path(tmp_path, "advanced"))
    main(["--resume", "--output", str(tmp_path)])
    assert asked[0].plan == plan
    assert asked[0].resume
    with pytest.raises(SystemExit):
        main(["--resume", "--epochs", "3", "--output", str(tmp_path)])
    assert "leave the other choices out" in capsys.readouterr().err


@pytest.mark.parametrize("flags", ["", "--data small.npz --fonts 'my fonts' --skip-test"])
def test_ctrl_c_says_how_to_go_on(monkeypatch, tmp_path: Path, capsys, flags):
    record = ModelRecord("advanced_20260101", "advanced", 11, 1, training={"best_epoch": 2, "seconds": 9})
    record = replace(record, validation_accuracy=0.5)
    stopped = TrainingResult(tmp_path / "advanced_20260101.keras", record, interrupted=True)
    monkeypatch.setattr(training, "train", lambda *_: stopped)
    assert main(["--epochs", "9", "--output", str(tmp_path), *shlex.split(flags)]) == 130
    shown = capsys.readouterr()
    resume = f"--model advanced --resume --output {tmp_path} {flags}".strip()
    assert shown.err == f"Go on: python training_model.py {resume}\n"
    assert "test not looked at" in shown.out
    assert "name of its own" in shown.out


def test_nothing_to_resume_is_one_line(tmp_path: Path, capsys):
    assert main(["--resume", "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "--epochs 0",
        "--members 1",
        "--val-split 0.5",
        "--seed -1",
        "--learning-rate 0",
        "--weight-decay -1",
        "--model nothing",
    ],
)
def test_impossible_choices_are_refused(asked, wrong):
    with pytest.raises(SystemExit) as caught:
        main(wrong.split())
    assert caught.value.code == 2
    assert not asked
