from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.cli.shared import reader as reader_module
from digitrec.cli.shared.reader import open_reader
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
