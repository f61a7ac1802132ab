"""Adapting a model to a hand: what is kept, what is not, what a kill leaves, and the way back."""

import dataclasses
import io
import itertools
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from digitrec.errors import DataError, ModelError
from digitrec.handwriting.store import TaughtGlyph
from digitrec.learning.data.collect import load_data
from digitrec.learning.digits import adapted as adapted_module
from digitrec.learning.digits.adapt import Adapted, Trial, refusal
from digitrec.learning.digits.adapt_material import AdaptPlan
from digitrec.learning.digits.adapted import adapt_best, take_back
from digitrec.models import store as store_module
from digitrec.models.files import digest_of
from digitrec.models.record import ModelRecord
from digitrec.models.store import find_models, save_model
from digitrec.page.normalise import NORMALISATION
from tests.killing import run_until_killed

BEFORE = Trial(0.9960, 0.98, 3, 1.0)
PLAN = AdaptPlan(steps=12, own=8, replayed=8, pool=40, plain=30, negatives_tried=20, learning_rate=0.01)
LENIENT = replace(PLAN, most_lost=1.0, most_unrefused=1.0, shares=(1.0,))


@pytest.mark.parametrize(
    ("after", "first", "why_not"),
    [
        pytest.param(Trial(0.9960, 0.98, 4, 2.0), None, "", id="better"),
        pytest.param(Trial(0.9955, 0.97, 4, 0.5), None, "", id="better-for-as-little-as-may-be-lost"),
        pytest.param(Trial(0.9960, 0.98, 3, 0.9), None, "", id="surer"),
        pytest.param(Trial(0.9954, 0.98, 9, 0.1), None, "other people's digits", id="others-lose"),
        pytest.param(
            Trial(0.9957, 0.98, 9, 0.1), 0.9963, "other people's digits", id="others-lose-by-and-by"
        ),
        pytest.param(Trial(0.9960, 0.96, 9, 0.1), None, "scribbles", id="scribbles"),
        pytest.param(Trial(0.9990, 0.99, 3, 1.0), None, "not read those of your digits better", id="no-gain"),
        pytest.param(Trial(0.9960, 0.98, 3, 0.99), None, "not read those of your digits", id="hardly-surer"),
        pytest.param(Trial(0.9990, 0.99, 2, 0.1), None, "not read those of your digits better", id="fewer"),
    ],
)
def test_what_is_kept(after, first, why_not):
    told = refusal(BEFORE, after, AdaptPlan(), first)
    assert why_not in told
    assert bool(told) == bool(why_not)


def taught(count: int = 8) -> list[TaughtGlyph]:
    """A 4 and a 7 that nobody else writes so."""
    made = []
    for number in range(count):
        glyph = np.zeros((28, 28), np.float32)
        glyph[4:24, 12:16] = 1
        if number % 2:
            glyph[12:16, 4 + number // 2 : 24] = 1
        made.append(TaughtGlyph(None, 7 if number % 2 else 4, glyph))
    return made


def two_convolutions():
    from digitrec.models.quiet import quiet_keras

    keras = quiet_keras()
    layers = keras.layers
    entry = keras.Input((28, 28, 1))
    maps = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 5, strides=4, use_bias=False)(entry)))
    maps = layers.BatchNormalization()(layers.Conv2D(4, 3, use_bias=False)(maps))
    logits = layers.Dense(11, dtype="float32", name="logits")(layers.Flatten()(layers.ReLU()(maps)))
    return keras.Model(entry, layers.Softmax(dtype="float32")(logits))


@pytest.mark.slow
def test_a_model_is_adapted_and_comes_back(small_mnist, tmp_path):
    data = load_data([str(small_mnist)])
    record = ModelRecord("best_advanced_model", "advanced", 11, NORMALISATION, validation_accuracy=0.2)
    former = find_models(save_model(two_convolutions(), record, tmp_path).parent)[0]
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = []

    nothing = adapt_best(tmp_path, taught(), told.append, replace(LENIENT, most_lost=-2.0), data)
    assert nothing.path is None
    assert "other people's" in nothing.result.why_not
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files

    kept = adapt_best(tmp_path, taught(), told.append, LENIENT, data)
    assert kept.result.after.loss < kept.result.before.loss
    assert told[-1] == "saving it"
    best = find_models(tmp_path)[0]
    assert (best.path, best.verified, best.twin.exists()) == (kept.path, True, True)
    assert best.record.training["adapted"]["from"] == {"name": former.name, "digest": former.digest}
    assert {path: path.read_bytes() for path in files} == files

    assert [one.name for one in take_back(tmp_path)] == [kept.path.stem, former.name]
    assert len(list((tmp_path / "former").iterdir())) == 3
    assert {path: path.read_bytes() for path in files} == files


def test_too_little_taught_and_no_model_are_said(tmp_path):
    with pytest.raises(DataError, match="1 taught glyph is too few: teach 4"):
        adapt_best(tmp_path, taught(1), print)
    with pytest.raises(ModelError, match="No trained model"):
        adapt_best(tmp_path, taught(), print)


class SavedModel:
    """What is needed of a `keras.Model` to save it: its file is whole only when all of it is written."""

    layers = ()
    output_shape = (None, 11)

    def __init__(self, content: bytes = b"adapted") -> None:
        self._content = content

    @classmethod
    def from_config(cls, config):
        return cls(config)

    def get_config(self):
        return self._content

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

    def count_params(self):
        return 5

    def save(self, path):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("config.json", '{"config": {}}')
            archive.writestr("model.weights.h5", self._content)
        path.write_bytes(packed.getvalue())


class Improved:
    """Finds the model improved without looking."""

    def __init__(self, *_):
        pass

    def run(self):
        return Adapted(BEFORE, Trial(0.9960, 0.98, 4, 0.5), 1.0)


def take_no_time(patch: pytest.MonkeyPatch) -> None:
    """Adapting finds an improvement at once; what is written is written as ever."""

    def write_twin(keras_path, twin_path, _model):
        twin_path.write_bytes(keras_path.read_bytes())

    patch.setattr(store_module, "write_twin", write_twin)
    patch.setattr("os.fsync", lambda _file: None)
    patch.setattr(adapted_module, "gather", lambda *_: None)
    patch.setattr(adapted_module, "Adapter", Improved)
    patch.setattr(adapted_module, "load_keras", lambda _: SavedModel())
    patch.setattr(adapted_module, "quiet_keras", lambda: None)
    patch.setattr(adapted_module, "library_versions", dict)


@pytest.fixture
def improved(monkeypatch, tmp_path):
    """Makes folders with a model each, whose adapting takes no time."""
    take_no_time(monkeypatch)
    names = itertools.count()

    def folder():
        place = tmp_path / str(next(names))
        record = ModelRecord("best_advanced_model", "advanced", 11, NORMALISATION, validation_accuracy=0.996)
        save_model(SavedModel(b"former"), record, place)
        return place

    return folder


def check_whole(folder, former: dict) -> str:
    """The model that reads is a whole one, and the former is as it was; its name."""
    best = find_models(folder)[0]
    assert best.verified
    assert digest_of(best.path) == best.record.digest
    assert {name: (folder / name).read_bytes() for name in former} == former
    return best.name


def test_killed_at_any_step_the_former_model_reads_or_the_whole_new_one(improved):
    kept = set()
    for step in range(100):
        folder = improved()
        former = {path.name: path.read_bytes() for path in folder.iterdir()}
        killed = run_until_killed(step, lambda folder=folder: adapt_best(folder, taught(), lambda _: None))
        kept.add(check_whole(folder, former).startswith("adapted"))
        adapt_best(folder, taught(), lambda _: None)  # what is left over is in nobody's way
        assert check_whole(folder, former).startswith("adapted")
        if not killed:
            break
    assert not killed
    assert step > 8
    assert kept == {False, True}


def test_killed_while_it_is_taken_back_a_whole_model_reads(improved):
    for step in range(20):
        folder = improved()
        former = {path.name: path.read_bytes() for path in folder.iterdir()}
        adapt_best(folder, taught(), lambda _: None)
        killed = run_until_killed(step, lambda folder=folder: take_back(folder))
        name = check_whole(folder, former)
        if not killed:
            assert name == "best_advanced_model"
            break
    assert not killed


def test_adapting_goes_on_from_the_adapted_model_and_back_one_by_one(improved):
    folder = improved()
    one = adapt_best(folder, taught(), lambda _: None)
    two = adapt_best(folder, taught(), lambda _: None)
    assert two.former.path == one.path
    facts = [
        json.loads(made.path.with_suffix(".json").read_text(encoding="utf-8"))["training"]["adapted"]
        for made in (one, two)
    ]
    assert [fact["from"]["name"] for fact in facts] == ["best_advanced_model", one.path.stem]
    assert facts[0]["first_validation"] == facts[1]["first_validation"]
    assert take_back(folder)[1].path == one.path
    assert take_back(folder)[1].name == "best_advanced_model"
    with pytest.raises(DataError, match="nothing to take back"):
        take_back(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_real_kills_leave_whole_models(improved):
    folder = improved()
    former = {path.name: path.read_bytes() for path in folder.iterdir()}
    code = (
        "import sys, pytest\n"
        "from pathlib import Path\n"
        "from tests.learning.digits import test_adapt as t\n"
        "t.take_no_time(pytest.MonkeyPatch())\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    t.adapt_best(Path(sys.argv[1]), t.taught(), lambda _: None)\n"
        "    print('.', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True
    ) as program:
        for _ in range(4):
            assert program.stdout.readline()
        program.kill()
    assert check_whole(folder, former).startswith("adapted")


def test_an_adapted_model_stands_before_its_former_and_behind_a_better_one():
    former = ModelRecord("a", "advanced", 11, NORMALISATION, validation_accuracy=0.996)
    adapted = dataclasses.replace(
        former, validation_accuracy=0.9956, training={"adapted": {"score": former.score}}
    )
    better = dataclasses.replace(former, validation_accuracy=0.9962)
    assert former.score < adapted.score < better.score
    odd = dataclasses.replace(former, training={"adapted": "yes"})
    assert odd.score == former.score
