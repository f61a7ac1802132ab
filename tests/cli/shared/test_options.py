from __future__ import annotations

import argparse
from pathlib import Path

from digitrec.cli.shared import options


def test_models_are_looked_for_here_first_and_then_in_the_checkout(tmp_path, monkeypatch):
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    (checkout / "output").mkdir(parents=True)
    elsewhere.mkdir()
    monkeypatch.setattr(options, "__file__", str(checkout / "digitrec" / "cli" / "shared" / "options.py"))
    monkeypatch.chdir(elsewhere)
    assert options.model_folder() == (checkout / "output").resolve()
    (elsewhere / "output").mkdir()
    assert options.model_folder() == Path("output")


def test_the_default_folder_is_what_the_commands_get(tmp_path, monkeypatch):
    monkeypatch.setattr(options, "model_folder", lambda: tmp_path)
    parser = argparse.ArgumentParser()
    options.add_model(parser)
    assert parser.parse_args([]).models == tmp_path
    assert parser.parse_args(["--models", "mine"]).models == "mine"
