from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.cli.shared import reader as reader_module
from digitrec.cli.shared.reader import open_reader
from digitrec.models.record import ModelRecord
from digitrec.models.store import StoredModel
from tests.fakes import FakeEngine

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
