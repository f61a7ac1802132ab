from __future__ import annotations

import threading
from pathlib import Path

import pytest

from digitrec.cli.shared import preparing
from digitrec.cli.shared.preparing import Preparation
from digitrec.models.store import StoredModel
from digitrec.models.twin import with_trailer

DIGEST = "0" * 64


@pytest.fixture
def model(tmp_path) -> StoredModel:
    return StoredModel(tmp_path / "mine.keras", DIGEST)


def test_a_model_with_its_twin_is_ready(model):
    assert not Preparation().is_ready(model)
    model.twin.write_bytes(with_trailer(b"compiled", DIGEST))
    assert Preparation().is_ready(model)


def test_one_is_made_ready_once_and_meanwhile_is_not(model):
    go_on, made = threading.Event(), []

    def convert(path: Path, twin: Path) -> None:
        go_on.wait()
        made.append((path, twin))

    preparation = Preparation(convert)
    preparation.begin(model)
    preparation.begin(model)
    assert not preparation.is_ready(model)
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "preparation":
            thread.join()
    assert preparation.is_ready(model)  # even if its twin could not be made: it will not get any better
    assert made == [(model.path, model.twin)]


@pytest.mark.parametrize("missing", ["ai_edge_litert", "tensorflow"])
def test_without_what_it_takes_there_is_nothing_to_make_ready(model, monkeypatch, missing):
    monkeypatch.setattr(preparing, "find_spec", lambda name: None if name == missing else object())
    assert Preparation().is_ready(model)


@pytest.mark.slow
def test_what_cannot_be_converted_is_no_fault_here(model):
    preparing.convert_elsewhere(model.path, model.twin)
    assert not model.twin.exists()
