import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitrec.cli.evaluate import command as evaluate
from digitrec.cli.train import menu
from digitrec.cli.train.command import main
from digitrec.cli.train.plans import TITLES, minutes
from digitrec.cli.train.speed import USUAL, Speed, measure_speed, speed_of
from digitrec.learning.digits.ensemble import Group

EVALUATE, OWN = len(TITLES) + 1, len(TITLES) + 2  # keys of the menu, after the models


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


def test_the_menu_shows_before_anything_heavy_is_loaded():
    script = (
        "import sys; from digitrec.cli.train.command import main; code = main([]);"
        "print(code, sorted({'keras', 'tensorflow', 'cv2', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input="q\n", capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("0 []\n")
