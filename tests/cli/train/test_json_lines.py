import io
import json
from pathlib import Path

from digitrec.cli.train.json_lines import JsonPrinter
from digitrec.learning.loop.progress import BatchDone, DataRead
from digitrec.learning.loop.result import TrainingResult
from digitrec.models.record import ModelRecord


def told(*values):
    lines = io.StringIO()
    printer = JsonPrinter(lines)
    for value in values:
        if isinstance(value, TrainingResult):
            printer.trained(value)
        else:
            printer(value)
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_each_value_is_a_line_that_says_its_kind():
    (line,) = told(DataRead(100, 20, 0, (("no ink", 2, "a.png"),)))
    assert line.pop("schema") == 1
    assert line == {
        "kind": "DataRead", "training": 100, "validation": 20, "test": 0, "skipped": [["no ink", 2, "a.png"]]
    }  # fmt: skip


def test_batches_are_thinned_out():
    batches = [BatchDone(1, 3, step, 900, 0.5, 60.0) for step in range(1, 101)]
    assert 1 <= len(told(*batches)) < 100


def test_the_model_that_came_of_it_is_the_last_line():
    record = ModelRecord("best_advanced_model", "advanced", 11, 1, validation_accuracy=0.99)
    (line,) = told(TrainingResult(Path("output/best_advanced_model.keras"), record, interrupted=False))
    assert (line["kind"], line["validation_accuracy"]) == ("Trained", 0.99)
    assert Path(line["path"]).stem == "best_advanced_model"
