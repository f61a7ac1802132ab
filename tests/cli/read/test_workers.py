from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.cli.read.workers import Task, read_file, read_here, read_in_processes
from digitrec.cli.shared.find import Found
from digitrec.models.record import ModelRecord
from digitrec.models.store import save_model
from digitrec.page.normalise import NORMALISATION
from tests.fakes import FakeReader, reading

TASK = Task(Path("output"))


def found(path: Path) -> Found:
    return Found(path, Path(path.name))


def test_a_broken_file_becomes_an_answer(tmp_path):
    answer = next(read_file(found(tmp_path / "gone.png"), None, FakeReader(), TASK))
    assert answer.reading is None
    assert "no such file" in answer.error


def test_a_picture_that_cannot_be_written_becomes_an_answer(tmp_path):
    image = tmp_path / "a.png"
    image.write_bytes(cv2.imencode(".png", np.zeros((30, 30), np.uint8))[1].tobytes())
    answer = next(read_file(found(image), image / "a.png", FakeReader(reading("1")), TASK))
    assert "cannot be written" in answer.error


def test_files_are_asked_for_one_by_one(tmp_path):
    asked = []

    def files():
        for name in "abc":
            asked.append(name)
            yield Found(tmp_path / name, Path(name))

    answers = read_here(files(), FakeReader(), TASK)
    next(answers)
    assert asked == ["a"]


@pytest.mark.slow
def test_processes_answer_in_order_and_take_few_files_ahead(tmp_path, tiny_store):
    for number in range(12):
        shade = np.full((40, 40), 255, np.uint8)
        (tmp_path / f"{number:02d}.png").write_bytes(cv2.imencode(".png", shade)[1].tobytes())
    asked = []

    def files():
        for number in range(12):
            asked.append(number)
            yield Found(tmp_path / f"{number:02d}.png", Path(f"{number}.png"))

    answers = read_in_processes(files(), Task(tiny_store), jobs=1)
    first = next(answers)
    assert first.path.name == "00.png"
    assert len(asked) == 4
    rest = list(answers)
    assert [answer.path.name for answer in rest] == [f"{number:02d}.png" for number in range(1, 12)]
    assert not any(answer.error for answer in (first, *rest))


@pytest.fixture
def tiny_store(tmp_path):
    from digitrec.models.quiet import quiet_keras

    keras = quiet_keras()
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(11, activation="softmax")]
    record = ModelRecord("tiny", "tiny", 11, NORMALISATION, validation_accuracy=0.1)
    return save_model(keras.Sequential(layers), record, tmp_path / "store").parent
