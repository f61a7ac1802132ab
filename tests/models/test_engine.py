"""The contract of every engine, run against both; and what becomes of files that do not fit."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest

from digitrec.errors import ModelError
from digitrec.models import engine as engine_module
from digitrec.models import store as store_module
from digitrec.models.archive import WEIGHTS
from digitrec.models.engine import LARGEST_BATCH, load_engine, load_first
from digitrec.models.export import write_twin
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import ModelRecord
from digitrec.models.store import find_models, save_model, stored_model
from digitrec.models.twin import fresh_twin
from digitrec.page.normalise import NORMALISATION

pytestmark = pytest.mark.slow

RECORD = ModelRecord("tiny", "tiny", 11, NORMALISATION, validation_accuracy=0.5)


@pytest.fixture(scope="module")
def saved(tiny_model, tmp_path_factory):
    return save_model(tiny_model, RECORD, tmp_path_factory.mktemp("store"))


@pytest.fixture
def folder(saved, tmp_path):
    """A copy of the store, free to be spoilt."""
    return shutil.copytree(saved.parent, tmp_path / "output")


@pytest.fixture(scope="module")
def engines(saved, tmp_path_factory):
    alone = tmp_path_factory.mktemp("alone")
    shutil.copy(saved, alone)
    shutil.copy(saved.with_suffix(".json"), alone)
    through_twin = load_engine(stored_model(saved))
    through_keras = load_engine(stored_model(alone / saved.name))
    return {"LiteRT": through_twin, "Keras": through_keras}


def some_glyphs(count: int) -> np.ndarray:
    return np.random.default_rng(3).random((count, 28, 28), np.float32)


@pytest.mark.parametrize("kind", ["LiteRT", "Keras"])
class TestContract:
    def test_kind_and_classes(self, engines, kind):
        assert (engines[kind].kind, engines[kind].classes) == (kind, 11)

    @pytest.mark.parametrize("count", [0, 1, 10, LARGEST_BATCH + 1])
    def test_every_batch_size(self, engines, kind, count):
        answer = engines[kind].probabilities(some_glyphs(count))
        assert answer.shape == (count, 11)
        assert answer.dtype == np.float32
        assert answer.sum(axis=1) == pytest.approx(np.ones(count), abs=1e-5)

    def test_a_batch_reads_as_its_glyphs_do_one_by_one(self, engines, kind):
        glyphs = some_glyphs(5)
        one_by_one = [engines[kind].probabilities(glyphs[i : i + 1])[0] for i in range(5)]
        assert engines[kind].probabilities(glyphs) == pytest.approx(np.stack(one_by_one), abs=1e-5)

    def test_any_layout_in_memory(self, engines, kind):
        glyphs = some_glyphs(4)
        mirrored = np.asfortranarray(glyphs.astype(np.float64))
        same = engines[kind].probabilities(glyphs)
        assert engines[kind].probabilities(mirrored) == pytest.approx(same, abs=1e-6)

    @pytest.mark.parametrize("shape", [(28, 28), (2, 28, 28, 1), (1, 20, 28)])
    def test_other_shapes_are_a_clear_error(self, engines, kind, shape):
        with pytest.raises(ValueError, match="glyphs must be"):
            engines[kind].probabilities(np.zeros(shape, np.float32))


def test_same_answers_either_way(engines, tiny_model):
    glyphs = some_glyphs(40)
    answers = engines["LiteRT"].probabilities(glyphs)
    assert answers == pytest.approx(engines["Keras"].probabilities(glyphs), abs=1e-4)
    assert answers == pytest.approx(tiny_model.predict(glyphs[..., None], verbose=0), abs=1e-4)


def test_saving_fills_the_record_and_leaves_the_optimizer_out(saved, tiny_model):
    stored = stored_model(saved)
    assert stored.verified
    assert stored.record.parameters == tiny_model.count_params()
    assert stored.record.created
    assert getattr(quiet_keras().saving.load_model(saved), "optimizer", None) is None
    assert sorted(path.name for path in saved.parent.iterdir()) == ["tiny.json", "tiny.keras", "tiny.tflite"]


def test_calibration_sharpens_and_keeps_the_order(saved, tiny_model, tmp_path):
    sharp = save_model(tiny_model, ModelRecord("t", "t", 11, NORMALISATION, temperature=0.5), tmp_path)
    glyphs = some_glyphs(6)
    plain = load_engine(stored_model(saved)).probabilities(glyphs)
    sharper = load_engine(stored_model(sharp)).probabilities(glyphs)
    assert (sharper.argmax(axis=1) == plain.argmax(axis=1)).all()
    assert (sharper.max(axis=1) > plain.max(axis=1)).all()
    assert sharper.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-5)


@pytest.mark.parametrize("spoil", ["gone", "stale", "cut"])
def test_a_twin_that_is_not_fresh_is_made_anew(folder, spoil):
    stored = find_models(folder)[0]
    twin = stored.twin.read_bytes()
    if spoil == "gone":
        stored.twin.unlink()
    else:
        stored.twin.write_bytes(
            twin[:-1] if spoil == "cut" else twin.replace(stored.digest.encode(), b"0" * 64)
        )
    assert load_engine(stored).kind == "Keras"
    assert fresh_twin(stored.twin, stored.digest) is not None
    assert load_engine(stored).kind == "LiteRT"


def test_a_folder_that_cannot_be_written_is_read_all_the_same(folder, monkeypatch):
    stored = find_models(folder)[0]
    stored.twin.unlink()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(engine_module, "write_twin", refuse)
    assert load_engine(stored).kind == "Keras"
    assert not stored.twin.exists()


def test_without_litert_keras_reads(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    assert load_engine(find_models(folder)[0]).kind == "Keras"


def test_a_full_disk_leaves_the_old_model(folder, tiny_model, monkeypatch):
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def fill_the_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_module, "write_twin", fill_the_disk)
    with pytest.raises(ModelError, match="No space left on device"):
        save_model(tiny_model, RECORD, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_foreign_model_with_ten_classes_reads(tmp_path):
    keras = quiet_keras()
    layers = keras.layers
    network = [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")]
    keras.Sequential(network).save(tmp_path / "foreign.keras")
    stored, engine, skipped = load_first(find_models(tmp_path))
    assert not stored.verified
    assert skipped == ()
    assert engine.probabilities(some_glyphs(2)).shape == (2, 10)


def foreign(shape: tuple[int, ...], units: int, activation: str | None):
    keras = quiet_keras()
    layers = keras.layers
    return keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(units, activation=activation)]
    )


@pytest.mark.parametrize(
    ("shape", "units", "activation", "says"),
    [
        pytest.param((32, 32, 1), 10, "softmax", "28, 28, 1", id="input"),
        pytest.param((28, 28, 3), 10, "softmax", "28, 28, 1", id="colour"),
        pytest.param((28, 28, 1), 26, "softmax", "28, 28, 1", id="letters"),
        pytest.param((28, 28, 1), 10, None, "softmax", id="logits"),
    ],
)
def test_models_of_another_shape_are_refused(tmp_path, shape, units, activation, says):
    path = tmp_path / "foreign.keras"
    foreign(shape, units, activation).save(path)
    with pytest.raises(ModelError, match=says) as caught:
        load_engine(stored_model(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_best_model_that_turns_out_broken_gives_way_to_the_next(folder, put_archive, put_record):
    broken = put_record(put_archive("broken", weights=b"nothing"), validation_accuracy=1.0)
    shutil.move(broken, folder)
    shutil.move(broken.with_suffix(".json"), folder)
    stored, engine, skipped = load_first(find_models(folder))
    assert (stored.name, engine.kind) == ("tiny", "LiteRT")
    assert len(skipped) == 1
    assert "broken.keras" in skipped[0]
    assert WEIGHTS not in skipped[0] or "broken" in skipped[0]


def test_reading_imports_no_tensorflow_and_says_nothing(saved):
    code = (
        "import sys, numpy, digitrec.models.engine as e, digitrec.models.store as s\n"
        f"engine = e.load_engine(s.find_models({str(saved.parent)!r})[0])\n"
        "engine.probabilities(numpy.zeros((3, 28, 28), numpy.float32))\n"
        "assert engine.kind == 'LiteRT'\n"
        "assert not {'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_making_a_twin_says_nothing(folder):
    code = (
        "import digitrec.models.engine as e, digitrec.models.store as s\n"
        f"stored = s.find_models({str(folder)!r})[0]\n"
        "stored.twin.unlink()\n"
        "assert e.load_engine(stored).kind == 'Keras'\n"
        "assert e.load_engine(stored).kind == 'LiteRT'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_twin_can_be_made_from_the_file_alone(folder):
    stored = find_models(folder)[0]
    stored.twin.unlink()
    write_twin(stored.path, stored.twin)
    assert load_engine(stored).kind == "LiteRT"
