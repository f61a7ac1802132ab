"""Which models go into the wheel."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import setuptools

ROOT = Path(__file__).parents[1]


@pytest.fixture
def best_of_each_kind(monkeypatch):
    monkeypatch.setattr(setuptools, "setup", lambda **_: None)
    spec = importlib.util.spec_from_file_location("wheel_setup", ROOT / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.best_of_each_kind


def test_the_best_of_each_kind_by_validation(tmp_path, best_of_each_kind):
    for name, values in {
        "best_advanced_model": {"validation_accuracy": 0.99, "test_accuracy": 0.98},
        "best_student_model": {"validation_accuracy": 0.98, "test_accuracy": 0.99, "kind": "classifier"},
        "best_sequence_model": {"validation_accuracy": 0.9, "kind": "sequence"},
        "best_finder_model": {"validation_accuracy": None, "kind": "finder"},
        "mine": {"validation_accuracy": 1.0},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
    found = {path.stem for path in best_of_each_kind(tmp_path)}
    assert found == {"best_advanced_model", "best_sequence_model", "best_finder_model"}


def test_those_of_the_repository_are_whole(best_of_each_kind):
    for record in best_of_each_kind(ROOT / "output"):
        assert record.with_suffix(".keras").is_file()
        assert record.with_suffix(".tflite").is_file()
