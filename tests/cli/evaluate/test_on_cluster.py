"""What is measured on workers is what is measured here."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.cli.evaluate import cells
from digitrec.cli.main import main
from digitrec.errors import ModelError

ROOT = Path(__file__).parents[3]
WORDS = ["evaluate", "--models", str(ROOT / "output"), "--model", "advanced", "--json", "--limit", "1"]
SECTIONS = ["--only", "places", "strings"]


def test_workers_measure_the_same(scheduler, capfd):
    assert main([*WORDS, *SECTIONS]) == 0
    alone = capfd.readouterr()
    assert main([*WORDS, *SECTIONS, "--cluster", scheduler]) == 0
    assert capfd.readouterr() == alone
    assert alone.out.count("\n") > 16


def test_a_worker_without_the_model_says_so(tmp_path):
    cell = cells.Cell("places", ("middle",), 3, 1)
    with pytest.raises(ModelError, match="like yours"):
        cells.measured_there(tmp_path / "mine.keras", "digest", tmp_path, cell)


def test_the_same_model_is_found_in_another_folder(tmp_path):
    (stored,) = [cells.stored_model(path) for path in (ROOT / "output").glob("best_advanced_model.keras")]
    cell = cells.Cell("turns", (0,), 2, 1)
    score = cells.measured_there(tmp_path / stored.path.name, stored.digest, tmp_path, cell)
    assert score.images == 2
