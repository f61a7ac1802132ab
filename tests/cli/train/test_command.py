import io
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digitrec.cli.evaluate import command as evaluate
from digitrec.cli.train import menu, sequence
from digitrec.cli.train.command import main
from digitrec.cli.train.plans import TITLES, command_of, minutes
from digitrec.cli.train.progress import Printer, duration, epoch_line, meaning_lines
from digitrec.cli.train.speed import USUAL, Speed, measure_speed, speed_of
from digitrec.learning.digits import ensemble
from digitrec.learning.digits import train as training
from digitrec.learning.digits.ensemble import Group
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Request
from digitrec.learning.digits.train import state_path
from digitrec.learning.loop.checkpoint import Checkpoint, write_checkpoint
from digitrec.learning.loop.progress import BatchDone, DataRead, EpochDone, Finishing, MemberBegun
from digitrec.learning.loop.result import TrainingResult
from digitrec.models.record import ModelRecord

EVALUATE, OWN = len(TITLES) + 1, len(TITLES) + 2  # keys of the menu, after the models
BATCH = BatchDone(epoch=1, epochs=3, step=5, steps=10, loss=0.5, seconds_left=75)
EPOCH = EpochDone(
    epoch=2, epochs=3, loss=0.25, accuracy=0.9, validation_accuracy=0.9912, validation_loss=0.03,
    rejected=0.98, best_accuracy=0.9912, best_epoch=2, improved=True, learning_rate=1e-3, seconds=61,
    seconds_left=3700,
)  # fmt: skip


@pytest.fixture
def asked_ensembles(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, Group]]:
    """What ensembles would be trained; none is."""
    requests: list[tuple[Request, Group]] = []

    def note(request: Request, group: Group, watch: object) -> None:
        requests.append((request, group))

    monkeypatch.setattr(ensemble, "train_ensemble", note)
    return requests


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What would be trained; nothing is."""
    requests: list[Request] = []

    def note(request: Request, watch: object) -> None:
        requests.append(request)

    monkeypatch.setattr(training, "train", note)
    return requests


def _answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.parametrize(
    "answers",
    ["q\n", "", "0\nq\n", "1\n", "1\nb\n", f"{OWN}\nq\n", f"{OWN}\n/nowhere\n", f"{OWN}\n\n"],
    ids=["quit", "end", "unknown", "end-later", "back", "own-quit", "own-unknown-end", "own-nothing"],
)
def test_the_menu_can_be_left_and_trains_nothing_then(monkeypatch, asked, capsys, answers):
    _answer(monkeypatch, answers)
    assert main([]) == 0
    assert not asked
    assert "advanced CNN" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "model", "epochs"),
    [
        ("1\n\n", "advanced", 27),
        ("1\nq\n", "advanced", 5),
        ("0\n1\nx\nS\n", "advanced", 27),
        ("2\nt\n", "residual", 60),
        ("5\n\n", "student", 27),
    ],
)
def test_the_menu_trains_what_was_chosen(monkeypatch, asked, answers, model, epochs):
    _answer(monkeypatch, answers)
    main([])
    assert [(request.plan.architecture, request.plan.epochs) for request in asked] == [(model, epochs)]


@pytest.fixture(autouse=True)
def as_fast_as_usual(monkeypatch):
    """No test waits for the measuring of the machine."""
    monkeypatch.setattr(menu, "measure_speed", Speed)


def test_enter_trains_what_is_recommended(monkeypatch, asked):
    _answer(monkeypatch, "\n\n")
    main([])
    assert [(request.plan.architecture, request.plan.epochs) for request in asked] == [("advanced", 27)]


@pytest.mark.parametrize("back", ["2\nb\n", f"{OWN}\nb\n", f"{OWN}\n\n"], ids=["preset", "own", "own-enter"])
def test_b_goes_back_to_the_first_question(monkeypatch, asked, capsys, back):
    _answer(monkeypatch, f"{back}1\nq\n")
    main([])
    assert [(request.plan.architecture, request.plan.epochs) for request in asked] == [("advanced", 5)]
    assert capsys.readouterr().out.count("What shall be trained?") == 2


def test_the_menu_says_what_is_there_and_what_is_recommended(monkeypatch, asked, capsys, tmp_path):
    records = {
        "best_advanced_model": {"architecture": "advanced", "validation_accuracy": 0.5},
        "mine": {"architecture": "advanced", "validation_accuracy": 0.75},
        "best_finder_model": {"architecture": "maps", "kind": "finder", "validation_accuracy": 0.25},
        "unknown": {"architecture": "else", "validation_accuracy": 1.0},
        "unmeasured": {"architecture": "residual", "validation_accuracy": None},
        "list": [1],
    }
    for name, record in records.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
        (tmp_path / f"{name}.keras").touch()
    (tmp_path / "lone.keras").touch()
    assert menu.there_already(tmp_path) == {"advanced": 0.75, "finder": 0.25}
    monkeypatch.setattr(menu, "there_already", lambda _: {"advanced": 0.75, "finder": 0.25})
    _answer(monkeypatch, "q\n")
    main([])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines if "advanced CNN" in line] == ["recommended"]
    assert any("75.00 % of digits" in line for line in lines)
    assert any("25.00 % of pages" in line for line in lines)


def test_a_slow_or_busy_machine_is_told_to_take_longer(monkeypatch, asked, capsys):
    shown = []
    for slowness, busy in ((1.0, False), (10.0, True)):
        monkeypatch.setattr(menu, "measure_speed", lambda s=slowness, b=busy: Speed(s, b))
        _answer(monkeypatch, "1\nb\nq\n")
        main([])
        shown.append(capsys.readouterr().out)
    assert minutes("advanced", "quick", slowness=10.0) > 5 * minutes("advanced", "quick")
    assert ["keep this machine busy" in text for text in shown] == [False, True]
    assert shown[0] != shown[1]


def test_the_speed_of_a_machine():
    assert speed_of(2 * USUAL, 1.0) == Speed(2.0, busy=False)
    assert speed_of(USUAL, 3.0) == Speed(1.0, busy=True)
    assert measure_speed().slowness > 0


@pytest.mark.parametrize("model", TITLES)
def test_it_is_said_what_the_shares_of_an_epoch_mean(model):
    right, refused = meaning_lines(model)
    assert right.split()[0] == "validation"
    assert refused.split()[:2] == ["negatives", "refused"]
    assert max(map(len, (right, refused))) < 120


@pytest.mark.parametrize("choice", range(1, len(TITLES) + 1))
def test_the_menu_says_how_long_each_choice_takes(monkeypatch, asked, capsys, choice):
    _answer(monkeypatch, f"{choice}\nb\n")
    main([])
    shown = capsys.readouterr().out.split("How long?")[1]
    presets = [line for line in shown.splitlines() if "epochs" in line]
    assert len(presets) == 3
    assert all(re.search(r"about \d+(\.\d)? (minutes|hours)$", line) for line in presets)
    assert not asked


def test_the_menu_trains_an_ensemble_of_three(monkeypatch, asked_ensembles):
    _answer(monkeypatch, "3\n\n")
    main([])
    ((request, group),) = asked_ensembles
    assert group == Group(3)
    assert "--model ensemble" in request.command
    assert request.command.endswith("--members 3")


def test_the_menu_learns_own_images_together_with_mnist(monkeypatch, asked, tmp_path: Path):
    (tmp_path / "own" / "7").mkdir(parents=True)
    _answer(monkeypatch, f"{OWN}\n{tmp_path}\n{tmp_path / 'own'}\n\n")
    main([])
    assert asked[0].data == ("mnist", str(tmp_path / "own"))
    assert asked[0].command.endswith(f"--data mnist --data {tmp_path / 'own'}")


def test_the_menu_evaluates(monkeypatch, asked):
    called: list[object] = []
    monkeypatch.setattr(evaluate, "main", lambda arguments: called.append(arguments) or 0)
    _answer(monkeypatch, f"{EVALUATE}\n")
    assert main([]) == 0
    assert called == [[]]
    assert not asked


def test_the_sequence_model_is_trained_by_its_own_command(monkeypatch):
    called: list[object] = []
    monkeypatch.setattr(sequence, "main", lambda arguments: called.append(arguments) or 0)
    assert main(["--model", "sequence", "--epochs", "3"]) == 0
    assert called == [["--model", "sequence", "--epochs", "3"]]


def test_the_menu_shows_before_anything_heavy_is_loaded():
    script = (
        "import sys; from digitrec.cli.train.command import main; code = main([]);"
        "print(code, sorted({'keras', 'tensorflow', 'cv2', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input="q\n", capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("0 []\n")


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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_shown_on_a_terminal_only():
    terminal, pipe, lines = Terminal(), io.StringIO(), io.StringIO()
    for live in (terminal, pipe):
        printer = Printer(lines, live)
        printer(BATCH)
        printer(EPOCH)
    assert "5/10" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == ""
    assert lines.getvalue() == 2 * (epoch_line(EPOCH) + "\n")


def test_ctrl_c_is_answered_before_the_model_is_saved():
    live = io.StringIO()
    Printer(io.StringIO(), live)(Finishing(best_epoch=4, interrupted=True))
    assert live.getvalue().startswith("Interrupted: saving epoch 4")


def test_what_was_read_and_what_was_not_is_told():
    lines = io.StringIO()
    Printer(lines, io.StringIO())(DataRead(1000, 20, 0, (("it is empty", 3, "own/3/a.png"),)))
    assert lines.getvalue().splitlines() == [
        "1,000 images to learn from, 20 to choose by, 0 to test with",
        "3 files passed over (the report names all):",
        "  3 because it is empty: own/3/a.png",
    ]


def test_a_member_of_an_ensemble_is_announced():
    lines = io.StringIO()
    printer = Printer(lines, io.StringIO())
    printer(MemberBegun(2, 3, "residual", 7, ready=False))
    printer(MemberBegun(3, 3, "advanced", 8, ready=True))
    assert lines.getvalue() == (
        "member 2 of 3: residual, seed 7\nmember 3 of 3: advanced, seed 8, trained before\n"
    )


def test_an_epoch_line_says_what_matters():
    line = epoch_line(EPOCH)
    for part in ("2/3", "99.12 %", "98.0 %", "1:01 min", "1:01:40 h left", "saved"):
        assert part in line


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59, "59 s"), (61, "1:01 min"), (3723, "1:02:03 h")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text
