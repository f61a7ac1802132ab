from __future__ import annotations

import json

import numpy as np
import pytest

from digitrec.cli import evaluate
from digitrec.cli.main import main
from digitrec.learning.data import Dataset, Images
from digitrec.reading.reader import Reader
from tests.fakes import FakeEngine


@pytest.fixture
def seven_reader(monkeypatch):
    """A reader that calls everything a 7, and an MNIST of twenty strokes, half of them labelled 7."""
    inks = np.zeros((20, 28, 28), np.uint8)
    inks[:, 5:23, 12:16] = 255
    images = Images(inks, np.array([7, 1] * 10, np.int64))
    reader = Reader(FakeEngine(7))
    monkeypatch.setattr(evaluate, "load_mnist", lambda: Dataset(images, images, images))
    monkeypatch.setattr(evaluate, "open_reader", lambda *_: (reader, ()))


def test_sections(seven_reader, capsys):
    assert main(["evaluate", "--json", "--limit", "4"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["section"] for row in rows[:2]] == ["validation", "test"]
    assert all(row["exact"] == 0.5 for row in rows[:2])
    drawn = [row for row in rows if row["section"] == "canvas" and row["size"]]
    plain = next(row for row in rows if row["section"] == "canvas" and row["size"] is None)
    assert {row["size"] for row in drawn} == set(evaluate.SIZES)
    assert {row["exact"] for row in drawn} == {plain["exact"]}


def test_the_table_names_sizes_and_pens(seven_reader, capsys):
    assert main(["evaluate", "--only", "canvas", "--limit", "2"]) == 0
    out = capsys.readouterr().out
    assert "MNIST test" not in out
    assert [line.split()[0] for line in out.splitlines()[-len(evaluate.SIZES) :]] == list(
        map(str, evaluate.SIZES)
    )


def test_a_limit_of_nothing_is_told(capsys):
    assert main(["evaluate", "--limit", "0"]) == 1
    assert "--limit" in capsys.readouterr().err
