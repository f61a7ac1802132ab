import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitrec.cli import draw
from digitrec.cli.draw import main
from digitrec.cli.shared import recogniser
from digitrec.cli.shared.recogniser import model_loader
from digitrec.errors import ModelError
from digitrec.handwriting.store import GlyphStore
from digitrec.models.record import ModelRecord
from digitrec.models.store import Scan, StoredModel
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.window.events import KeyPressed
from digitrec.ui.window.scripted import ScriptedWindow
from tests.fakes import FakeEngine

ROOT = Path(__file__).parents[2]


def stored(name, **scores):
    record = ModelRecord(name, "advanced", 11, 1, 1234, **scores) if scores else None
    return StoredModel(Path(f"output/{name}.keras"), "0" * 64, record, "" if scores else "it has no record")


@pytest.fixture
def store(monkeypatch):
    models = [stored("best", validation_accuracy=0.998, test_accuracy=0.9971), stored("foreign")]
    monkeypatch.setattr(
        "digitrec.models.store.scan_models", lambda _folder: Scan(tuple(models), ("Skipped x.",))
    )
    monkeypatch.setattr(
        "digitrec.models.places.model_files",
        lambda folder: [folder / f"{name}.keras" for name in ("best", "foreign")],
    )
    monkeypatch.setattr("digitrec.models.engine.load_engine", lambda _stored: FakeEngine())
    monkeypatch.setattr("digitrec.cli.shared.preparing.Preparation.is_ready", lambda *_: True)
    monkeypatch.setattr(
        "digitrec.reading.sequence_choice.load_best_sequence", lambda *_how: (None, None, ("Skipped y.",))
    )
    return models


@pytest.mark.usefixtures("store")
def test_models_come_best_first_and_wrap():
    warned = []
    load = model_loader(Path("output"), None, warned.append)

    cards = [load(place).card for place in (0, 1, 2)]

    assert [card.name for card in cards] == ["best", "foreign", "best"]
    assert [card.accuracy for card in cards] == [0.9971, None, 0.9971]
    assert warned == ["Skipped x.", "Skipped y."]
    assert "parameters: 1,234" in cards[0].information
    assert any("unverified" in line for line in cards[1].information)
    assert "engine: LiteRT" in cards[0].information


@pytest.mark.usefixtures("store")
def test_a_model_that_is_not_ready_leaves_the_other_one_reading(monkeypatch):
    ready, begun = set(), []
    monkeypatch.setattr(
        "digitrec.cli.shared.preparing.Preparation.is_ready", lambda _self, model: model.name in ready
    )
    monkeypatch.setattr(
        "digitrec.cli.shared.preparing.Preparation.begin", lambda _self, model: begun.append(model.name)
    )
    load = model_loader(Path("output"), None, [].append)

    assert load(0).card.name == "best"  # none reads yet: it is waited for
    with pytest.raises(ModelError, match=r"foreign is being made ready, once\. best reads"):
        load(1)
    assert begun == ["foreign"]
    ready.add("foreign")
    assert load(1).card.name == "foreign"


def test_the_best_model_reads_while_the_chosen_one_is_made_ready(monkeypatch, store, tmp_path):
    ready, begun, warned = {"best", "foreign"}, [], []
    own = StoredModel(tmp_path / "own.keras", "0" * 64)
    own.path.touch()
    for model in store:
        monkeypatch.chdir(tmp_path)
        model.path.parent.mkdir(exist_ok=True)
        model.path.touch()
    monkeypatch.setattr("digitrec.models.store.stored_model", lambda _: own)
    monkeypatch.setattr(
        "digitrec.cli.shared.preparing.Preparation.is_ready", lambda _self, model: model.name in ready
    )
    monkeypatch.setattr(
        "digitrec.cli.shared.preparing.Preparation.begin", lambda _self, model: begun.append(model.name)
    )
    load = model_loader(Path("output"), own.path, warned.append)

    assert load(0).card.name == "best"
    assert begun == ["own"]
    assert "own is being made ready, once. best reads until you press m." in warned
    with pytest.raises(ModelError, match=r"own is being made ready, once\. best reads"):
        load(1)
    ready.add("own")
    assert [load(place).card.name for place in (1, 2, 3)] == ["own", "foreign", "best"]


@pytest.fixture
def sequences(store, monkeypatch):
    """A folder with a sequence model; counts how often it is loaded."""
    loaded = []

    def load(folder, *_how):
        loaded.append(folder)
        return stored("lines", validation_accuracy=0.92), object(), ()

    monkeypatch.setattr("digitrec.reading.sequence_choice.load_best_sequence", load)
    return loaded


def test_the_model_that_reads_along_is_named_and_loaded_once(sequences):
    load = model_loader(Path("output"), None, [].append)

    for place in (0, 1):
        information = load(place).card.information
        assert "touching digits: lines" in information
        assert "whole numbers: 92.00 % right" in information
    assert sequences == [Path("output")]


def test_a_model_from_elsewhere_reads_alone(sequences, store, tmp_path):
    store[:] = [stored("own", validation_accuracy=0.5)]
    store[0] = StoredModel(tmp_path / "own.keras", "0" * 64, store[0].record)

    card = model_loader(Path("output"), None, [].append)(0).card

    assert not any("lines" in line for line in card.information)
    assert not sequences


def test_what_was_taught_is_named_where_the_model_is(store, tmp_path, monkeypatch):
    monkeypatch.setattr("digitrec.handwriting.opening.hand_folder", lambda: tmp_path)
    GlyphStore(tmp_path).teach([(np.ones((28, 28), np.float32), 7)])
    told = [
        model_loader(Path("output"), None, [].append, hand=hand)(0).card.information for hand in (True, False)
    ]
    assert ["own hand: 1 glyph taught" in lines for lines in told] == [True, False]


def test_a_model_that_cannot_be_loaded_is_skipped(store, monkeypatch):
    def load_engine(model):
        if model.name == "best":
            raise ModelError("best is broken.")
        return FakeEngine()

    monkeypatch.setattr("digitrec.models.engine.load_engine", load_engine)
    warned = []

    assert model_loader(Path("output"), None, warned.append)(0).card.name == "foreign"
    assert "Skipped best is broken." in warned
    assert len(store) == 2


def test_no_model_says_how_to_train_one(tmp_path):
    with pytest.raises(ModelError, match=r"digitrec train"):
        model_loader(tmp_path, None, print)(0)


def test_a_missing_model_file_is_told(tmp_path):
    with pytest.raises(ModelError, match=r"nothing\.keras"):
        model_loader(tmp_path, tmp_path / "nothing.keras", print)(0)


def test_the_recogniser_reads_ink(store):
    import numpy as np

    ink = np.zeros((400, 640), np.uint8)
    ink[100:300, 100:114] = 255

    assert recogniser.model_loader(Path("output"), None, print)(0).recognise(ink).text == "7"
    assert store


@pytest.mark.parametrize(
    ("flags", "size", "pen"),
    [([], canvas_of().size, canvas_of().pen), (["--size", "800x500", "--pen", "20"], (800, 500), 20)],
)
def test_flags(flags, size, pen, monkeypatch, tmp_path):
    windows = []

    def scripted(_title, _scale):
        windows.append(ScriptedWindow([[KeyPressed("q")]]))
        return windows[0]

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(draw, "prepare_display", lambda: None)
    monkeypatch.setattr(draw, "CvWindow", scripted)

    assert main(flags) == 0
    frame = windows[0].shown[0]
    assert frame.shape[0] > size[1]
    assert frame.shape[1] > size[0]
    assert draw.make_parser().parse_args(flags).pen == pen


@pytest.mark.parametrize(
    "flags",
    [
        ["--size", "big"],
        ["--size", "300x200"],
        ["--theme", "pink"],
        ["--scale", "9"],
        ["--pen", "0"],
        ["--pen", "x"],
    ],
)
def test_wrong_flags_are_told(flags, capsys):
    with pytest.raises(SystemExit) as caught:
        main(flags)

    assert caught.value.code != 0
    assert flags[0] in capsys.readouterr().err


def test_a_model_file_that_is_not_there_opens_no_window(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(draw, "prepare_display", lambda: None)

    assert main(["--model", str(tmp_path / "none.keras")]) == 1

    assert capsys.readouterr().err.count("none.keras") == 1


def test_without_a_display_one_line_and_exit_code_1(monkeypatch, capsys):
    if not sys.platform.startswith("linux"):
        pytest.skip("only X11 can be absent")
    monkeypatch.setenv("DISPLAY", "")

    assert main([]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "digitrec read" in told.err


def test_the_window_waits_for_no_model_library():
    heavy = "{'tensorflow', 'keras', 'scipy', 'matplotlib', 'ai_edge_litert', 'sklearn'}"
    code = f"import sys, digitrec.cli.draw; raise SystemExit(len({heavy} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
