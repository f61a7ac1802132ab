from __future__ import annotations

import argparse

import pytest

from digitrec.cli.shared import options


def test_the_default_folder_is_what_the_commands_get(tmp_path, monkeypatch):
    monkeypatch.setattr(options, "output_folder", lambda: tmp_path)
    parser = argparse.ArgumentParser()
    options.add_model(parser)
    assert parser.parse_args([]).models == tmp_path
    assert parser.parse_args(["--models", "mine"]).models == "mine"


@pytest.mark.parametrize(("text", "count"), [("5", 5), ("50M", 50_000_000), ("0.5m", 500_000), ("1e3", 1000)])
def test_pixels(text, count):
    assert options.pixels(text) == count


@pytest.mark.parametrize("text", ["", "M", "0", "-5", "inf", "nan", "many"])
def test_what_is_no_number_of_pixels(text):
    with pytest.raises(argparse.ArgumentTypeError, match="50M"):
        options.pixels(text)
