from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from digitrec.cli.commands import module_of
from digitrec.cli.shared import reader as reader_module
from digitrec.cli.shared.reader import open_reader
from digitrec.errors import ModelError
from digitrec.handwriting.engine import HandEngine
from digitrec.models.record import ModelRecord
from digitrec.models.store import StoredModel
from tests.fakes import FakeEngine, FakePage

RECORD = ModelRecord("a", "advanced", 11, 1)


@pytest.mark.parametrize(
    ("stored", "notices"),
    [
        pytest.param(StoredModel(Path("a.keras"), "", RECORD), ("Skipped b.",), id="verified"),
        pytest.param(
            StoredModel(Path("a.keras"), "", None, "it has no record"),
            ("Skipped b.", "Reading with a.keras, unverified: it has no record."),
            id="unverified",
        ),
    ],
)
def test_what_a_user_should_know_of_the_model(monkeypatch, stored, notices):
    monkeypatch.setattr(reader_module, "load_best", lambda *_: (stored, FakeEngine(), ("Skipped b.",)))
    reader, told = open_reader("output")
    assert told == notices
    assert reader.model is stored


def test_readers_of_commands_find_numbers_and_say_what_was_skipped(monkeypatch):
    page, stored = FakePage(), StoredModel(Path("a.keras"), "", RECORD)
    monkeypatch.setattr(reader_module, "load_best", lambda *_: (stored, FakeEngine(), ()))
    monkeypatch.setattr(
        reader_module, "load_page_reader", lambda *_, **__: (page, ("Skipped c.",)), raising=False
    )
    reader, told = open_reader("output")
    assert reader.page is page
    assert "Skipped c." in told


@pytest.mark.parametrize("hand", [True, False])
def test_what_was_taught_counts_unless_told_otherwise(monkeypatch, hand):
    stored, engine = StoredModel(Path("a.keras"), "", RECORD), FakeEngine()
    monkeypatch.setattr(reader_module, "load_best", lambda *_: (stored, engine, ()))
    reader, _ = open_reader("output", hand=hand)
    assert (reader.engine is engine) is not hand
    assert isinstance(reader.engine, HandEngine) is hand


@pytest.mark.parametrize("flags", [[], ["--no-hand"], ["--signs"]])
def test_every_way_of_reading_can_do_without_a_hand_and_with_signs(flags):
    commands = {"read": ["a.png"], "draw": [], "camera": [], "serve": []}
    for name, words in commands.items():
        options = import_module(module_of(name)).make_parser().parse_args([*words, *flags])
        assert options.no_hand is ("--no-hand" in flags), name
        assert options.signs is ("--signs" in flags), name


def test_signs_that_no_model_knows_are_refused(monkeypatch, tmp_path):
    stored = StoredModel(Path("a.keras"), "", RECORD)
    monkeypatch.setattr(reader_module, "load_best", lambda *_: (stored, FakeEngine(), ()))
    with pytest.raises(ModelError, match="knows signs"):
        open_reader(tmp_path, signs=True)
