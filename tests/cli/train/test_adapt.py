"""`training_model.py --adapt`: what it says, and what it passes on."""

import io
import sys
from pathlib import Path

import pytest

from digitrec.cli.train import menu
from digitrec.cli.train.command import main
from digitrec.cli.train.plans import TITLES
from digitrec.errors import DataError
from digitrec.learning.digits import adapted as adapted_module
from digitrec.learning.digits.adapt import Adapted, Trial
from digitrec.learning.digits.adapted import AdaptedModel
from digitrec.models.store import StoredModel

FORMER = StoredModel(Path("output/best_advanced_model.keras"), "abc")
BEFORE, AFTER = Trial(0.9964, 0.98, 3, 1.0), Trial(0.9962, 0.98, 9, 0.5)


@pytest.fixture
def asked(monkeypatch):
    """What would be adapted; nothing is."""
    calls = []

    def adapt(output, taught, tell):
        calls.append(output)
        tell("learning")
        return AdaptedModel(FORMER, Adapted(BEFORE, AFTER, 0.6), Path("/models/adapted_advanced_1.keras"))

    monkeypatch.setattr(adapted_module, "adapt_best", adapt)
    return calls


def test_what_is_kept_is_named_with_the_way_back(asked, capsys, tmp_path):
    assert main(["--adapt", "--output", str(tmp_path)]) == 0
    assert asked == [tmp_path]
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "/models/adapted_advanced_1.keras: taught glyphs left out of it and read rightly: 3 before, 9 after; "
        "validation 99.64 % before, 99.62 % after; 0 s",
        "It reads from now on. Back to best_advanced_model: python training_model.py --adapt undo",
    ]
    assert err == "learning ...\n"


def test_what_is_not_kept_says_why(monkeypatch, capsys):
    result = AdaptedModel(FORMER, Adapted(BEFORE, AFTER, why_not="it would read 0.20 points less"), None)
    monkeypatch.setattr(adapted_module, "adapt_best", lambda *_: result)
    assert main(["--adapt"]) == 0
    assert capsys.readouterr().out.startswith("Nothing was changed: it would read 0.20 points less (taught")


def test_undo_says_what_reads_now(monkeypatch, capsys, tmp_path):
    last = StoredModel(tmp_path / "adapted_advanced_1.keras", "abc")
    monkeypatch.setattr(adapted_module, "take_back", lambda _: (last, FORMER))
    assert main(["--adapt", "undo", "--output", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"adapted_advanced_1 is moved to {tmp_path / 'former'}; best_advanced_model reads now.\n"
    )


def test_what_cannot_be_done_is_one_line(monkeypatch, capsys):
    def fail(*_):
        raise DataError("1 taught glyph is too few: teach 4 at least.")

    monkeypatch.setattr(adapted_module, "adapt_best", fail)
    assert main(["--adapt"]) == 1
    assert capsys.readouterr().err == "digitrec: 1 taught glyph is too few: teach 4 at least.\n"


@pytest.mark.parametrize("flags", [["--epochs", "3"], ["--resume"], ["--data", "mnist"]])
def test_other_choices_do_not_go_with_it(flags, capsys):
    with pytest.raises(SystemExit):
        main(["--adapt", *flags])
    assert "does not go with --adapt" in capsys.readouterr().err


def test_the_menu_has_it_and_says_how_much_is_taught(asked, monkeypatch, capsys, tmp_path):
    (tmp_path / "7").mkdir()
    for name in ("20261128-170612-000123-9f3a-000.png", "20261128-170612-000123-9f3a-001.png", "mine.png"):
        (tmp_path / "7" / name).touch()
    monkeypatch.setattr(menu, "hand_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{len(TITLES) + 3}\n"))
    assert main([]) == 0
    assert len(asked) == 1
    assert "adapt the best model to my hand (2 glyphs taught)" in capsys.readouterr().out
