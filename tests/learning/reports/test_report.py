from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitrec.learning.data.dataset import Images, Skipped, to_glyphs
from digitrec.learning.evaluation.metrics import Predictions
from digitrec.learning.loop.progress import EpochDone
from digitrec.learning.reports.report import Run, write_report
from digitrec.learning.reports.verdict import verdict
from digitrec.models.record import ModelRecord

RECORD = ModelRecord(
    "best_advanced_model", "advanced", 11, 1, validation_accuracy=0.9921,
    training={"command": "python training_model.py <x>", "best_epoch": 2, "epochs": 3, "seconds": 61},
)  # fmt: skip


def epochs(count: int) -> tuple[EpochDone, ...]:
    return tuple(
        EpochDone(
            n, count, 0.5 / n, 1 - 0.3 / n, 1 - 0.02 / n, 0.06 / n, 1 - 0.1 / n, 1 - 0.02 / n, n, True,
            2e-3 * (1 - n / count), 60.0, 60.0 * (count - n),
        )
        for n in range(1, count + 1)
    )  # fmt: skip


def predictions(digits: Images, wrong: int) -> Predictions:
    """Nearly sure predictions, of which some are the next digit, and one is "not a digit"."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 0.7, (len(digits), 11)).astype(np.float32)
    answered = digits.labels.copy()
    answered[:wrong] = (answered[:wrong] + 1) % 10
    answered[wrong : wrong + 1] = 10
    logits[np.arange(len(digits)), answered] += rng.uniform(2, 14, len(digits))
    powers = np.exp(logits)
    return Predictions("test", to_glyphs(digits), digits.labels, powers / powers.sum(axis=1, keepdims=True))


@pytest.fixture
def run(digits: Images) -> Run:
    skipped = (Skipped(Path("3/a.png"), "it is empty"),)
    return Run(RECORD, epochs(6), predictions(digits, 30), "layer one\nlayer <two>", skipped)


def test_a_report_begins_with_a_verdict_and_is_dark_where_the_system_is(run: Run, tmp_path: Path):
    text = write_report(run, tmp_path / "run").read_text(encoding="utf-8")
    assert text.index("<h2>Verdict</h2>") < text.index("<h2>Model</h2>")
    assert "prefers-color-scheme: dark" in text
    assert "were set aside" in text  # what the shares of an epoch mean


@pytest.mark.parametrize(
    ("wrong", "words"), [(0, "Good: 3 of"), (30, "images are read wrongly, one in"), (200, "Not usable")]
)
def test_a_verdict_says_how_good_a_model_is(digits: Images, wrong: int, words: str):
    told = verdict(predictions(digits, min(wrong, len(digits) - 1)), ())
    assert words in told
    assert "epoch" not in told


@pytest.mark.parametrize(("best", "words"), [(6, "may still help"), (3, "would hardly help")])
def test_a_verdict_says_whether_longer_training_would_help(digits: Images, best: int, words: str):
    history = epochs(6)
    told = verdict(predictions(digits, 3), (*history[:-1], replace(history[-1], best_epoch=best)))
    assert f"number {best} of 6" in told
    assert words in told


def test_a_report_holds_everything_in_one_page(run: Run, tmp_path: Path):
    path = write_report(run, tmp_path / "run")
    text = path.read_text(encoding="utf-8")
    assert {file.name for file in path.parent.iterdir()} == {
        "report.html", "curves.png", "confusion.png", "digits.png", "reliability.png", "misread.png",
        "model.txt", "history.csv", "skipped.csv",
    }  # fmt: skip
    assert text.count("data:image/png;base64,") == 5
    assert not re.search(r'(src|href)="(?!data:)', text)
    assert "layer &lt;two&gt;" in text
    assert "python training_model.py &lt;x&gt;" in text
    assert "3/a.png" in text


def test_what_is_not_all_is_never_called_so(run: Run, tmp_path: Path):
    nearly = replace(run, record=replace(RECORD, validation_accuracy=0.99996))
    assert "100.00 %" not in write_report(nearly, tmp_path).read_text(encoding="utf-8")


def test_the_history_is_a_table(run: Run, tmp_path: Path):
    path = write_report(run, tmp_path)
    with path.with_name("history.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3, 4, 5, 6]
    assert float(rows[1]["validation_accuracy"]) == 0.99
    assert float(rows[0]["learning_rate"]) == pytest.approx(2e-3 * 5 / 6)


@pytest.mark.parametrize("wrong", [0, 290])
def test_a_perfect_model_an_awful_one_and_one_epoch_can_be_shown(digits: Images, tmp_path: Path, wrong: int):
    told = predictions(digits, wrong)
    if wrong == 0:
        told = replace(told, probabilities=np.eye(11, dtype=np.float32)[digits.labels])
    run = Run(RECORD, epochs(1), told, "")
    assert write_report(run, tmp_path).stat().st_size > 50_000


def test_what_cannot_be_divided_is_a_dash(digits: Images, tmp_path: Path):
    sevens = replace(
        predictions(digits, 0), probabilities=np.eye(11, dtype=np.float32)[np.full(len(digits), 7)]
    )
    text = write_report(Run(RECORD, (), sevens, ""), tmp_path).read_text(encoding="utf-8")
    assert "<td>-</td><td>0.00</td>" in text
    assert "nan" not in text


def test_a_packed_ensemble_has_no_epochs(run: Run, tmp_path: Path):
    write_report(replace(run, history=(), skipped=()), tmp_path)
    assert not (tmp_path / "curves.png").exists()
    assert not (tmp_path / "history.csv").exists()


def test_a_report_that_cannot_be_written_loses_nothing_else(run: Run, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    assert write_report(run, tmp_path / "file" / "run") is None
