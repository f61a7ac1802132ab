from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from digitrec.cli.evaluate import command as evaluate
from digitrec.cli.main import main
from digitrec.errors import ModelError
from digitrec.learning.data.dataset import Dataset, Images
from digitrec.learning.evaluation.corruptions import CORRUPTIONS
from digitrec.learning.evaluation.measure import SIZES
from digitrec.models.record import ModelRecord
from digitrec.models.store import Scan, StoredModel
from tests.fakes import FakeEngine, FakePage


@pytest.fixture
def two_models(monkeypatch, tmp_path: Path) -> list[StoredModel]:
    """Models that call everything a 7, and an MNIST of twenty strokes, half of them labelled 7."""
    inks = np.zeros((20, 28, 28), np.uint8)
    inks[:, 5:23, 12:16] = 255
    images = Images(inks, np.array([7, 1] * 10, np.int64))
    models = []
    for name, record in (("best_a_model", ModelRecord("best_a_model", "a", 11, 1)), ("own", None)):
        (tmp_path / f"{name}.keras").write_bytes(b"model")
        models.append(StoredModel(tmp_path / f"{name}.keras", "digest", record))
    monkeypatch.setattr(evaluate, "load_mnist", lambda: Dataset(images, images, images))
    monkeypatch.setattr(evaluate, "scan_models", lambda _: Scan(tuple(models), ("Skipped broken.keras",)))
    monkeypatch.setattr(evaluate, "load_engine", lambda *_, **__: FakeEngine(7))
    monkeypatch.setattr(evaluate, "TIMED", 0.01)
    monkeypatch.setattr(evaluate.measure, "small_digits", lambda: images)
    return models


def _rows(capsys, *arguments: str) -> list[dict[str, object]]:
    assert main(["evaluate", "--all", "--json", "--no-keras", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_model_is_measured_on_every_set(two_models, capsys):
    first, second = _rows(capsys)
    assert [first["model"], second["model"]] == ["best_a_model", "own"]
    assert [first["verified"], second["verified"]] == [True, False]
    assert set(first["sets"]) == {"validation", "test", "scikit-learn"}
    assert first["sets"]["test"]["exact"] == 0.5
    assert first["bytes"] == 5
    assert first["litert_ms"] > 0
    assert first["keras_ms"] is None


def test_what_is_not_installed_is_left_out_and_said(two_models, capsys, monkeypatch):
    monkeypatch.setattr(evaluate, "find_spec", lambda _: None)
    assert main(["evaluate", "--json"]) == 0
    out, err = capsys.readouterr()
    row = json.loads(out)
    assert set(row["sets"]) == {"validation", "test"}
    assert row["keras_ms"] is None
    assert "scikit-learn's digits are left out" in err
    assert "Keras' time is left out" in err


def test_unless_it_is_told_the_model_that_reads_is_measured(two_models, capsys, monkeypatch):
    assert main(["evaluate", "--json", "--no-keras"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["schema"], row["model"]) == (1, "best_a_model")

    def broken(stored, **_):
        if stored.name == "best_a_model":
            raise ModelError(f"{stored.path} is broken.")
        return FakeEngine(7)

    monkeypatch.setattr(evaluate, "load_engine", broken)
    assert main(["evaluate", "--json", "--no-keras"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["model"] == "own"
    assert "best_a_model.keras is broken" in err


def test_all_and_one_do_not_go_together(capsys):
    with pytest.raises(SystemExit):
        main(["evaluate", "--all", "--model", "advanced"])
    assert "--all" in capsys.readouterr().err


def test_own_images_are_measured_too(two_models, capsys, digits_file: Path):
    (first, _) = _rows(capsys, "--data", str(digits_file))
    assert first["sets"][str(digits_file)]["images"] == 300


@pytest.fixture
def digits_file(tmp_path: Path) -> Path:
    inks = np.zeros((300, 28, 28), np.uint8)
    inks[:, 5:23, 12:16] = 255
    np.savez(tmp_path / "own.npz", x=inks, y=np.arange(300) % 10)
    return tmp_path / "own.npz"


def test_robustness_has_a_row_for_every_size_place_turn_and_corruption(two_models, capsys, monkeypatch):
    monkeypatch.setattr(evaluate, "load_page_reader", lambda *_, **__: (FakePage(), ()), raising=False)
    rows = _rows(capsys, "--only", "canvas", "places", "turns", "corruptions", "--limit", "1")
    own = [row for row in rows if row["model"] == "own"]
    assert len(own) == len(rows) / 2
    assert {row["size"] for row in own if row["section"] == "canvas"} == {None, *SIZES}
    assert len([row for row in own if row["section"] == "places"]) == 9
    assert {row["turn"] for row in own if row["section"] == "turns"} >= {-30, 0, 30}
    corruptions = [row["corruption"] for row in own if row["section"] == "corruptions"]
    assert corruptions == [*CORRUPTIONS, "mean"]


def test_the_tables_are_for_people(two_models, capsys):
    assert main(["evaluate", "--all", "--no-keras"]) == 0
    shown = capsys.readouterr()
    assert shown.err == "digitrec: Skipped broken.keras\n"
    assert "own (unverified)" in shown.out
    assert "50.00" in shown.out
    assert main(["evaluate", "--only", "canvas", "--limit", "2"]) == 0
    out = capsys.readouterr().out
    assert "Calibration" not in out
    assert [line.split()[0] for line in out.splitlines()[-len(SIZES) :]] == list(map(str, SIZES))


def test_models_that_cannot_be_loaded_are_told(two_models, capsys, monkeypatch):
    def broken(stored, **_):
        raise ModelError(f"{stored.path} is broken.")

    monkeypatch.setattr(evaluate, "load_engine", broken)
    assert main(["evaluate"]) == 1
    assert "own.keras is broken" in capsys.readouterr().err


def test_a_model_is_named_by_its_kind_or_its_file(tmp_path: Path, capsys):
    for named in ("advanced", str(tmp_path / "mine.keras")):
        assert main(["evaluate", "--models", str(tmp_path), "--model", named]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    (tmp_path / "best_advanced_model.keras").write_bytes(b"not a model")
    assert main(["evaluate", "--models", str(tmp_path), "--model", "advanced"]) == 1
    assert "best_advanced_model.keras" in capsys.readouterr().err


def test_an_empty_folder_is_one_line(tmp_path: Path, capsys):
    assert main(["evaluate", "--models", str(tmp_path)]) == 1
    assert "Train one" in capsys.readouterr().err


def test_a_limit_of_nothing_is_told(capsys):
    assert main(["evaluate", "--limit", "0"]) == 1
    assert "--limit" in capsys.readouterr().err
