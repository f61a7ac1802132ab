"""`digitrec teach` and `digitrec forget`, without a model that finds numbers."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitrec.cli.main import main
from digitrec.cli.shared import reader as reader_module
from digitrec.handwriting.store import GlyphStore
from digitrec.reading.reader import Reader
from tests.fakes import FakeEngine, FakePage


@pytest.fixture
def store(tmp_path, monkeypatch) -> GlyphStore:
    folder = tmp_path / "handwriting"
    monkeypatch.setattr("digitrec.handwriting.opening.hand_folder", lambda: folder)
    return GlyphStore(folder)


@pytest.fixture
def image(tmp_path, monkeypatch) -> str:
    """Two strokes on paper, which are read as 11."""
    reader = Reader(FakeEngine(1), page=FakePage())
    monkeypatch.setattr(reader_module, "open_reader", lambda *_, **__: (reader, ("Skipped b.",)))
    paper = np.full((120, 200), 255, np.uint8)
    for left in (60, 140):
        cv2.line(paper, (left, 30), (left, 95), 0, 8)
    path = tmp_path / "note.png"
    path.write_bytes(cv2.imencode(".png", paper)[1].tobytes())
    return str(path)


def labels(store: GlyphStore) -> list[int]:
    return [one.label for one in store.taught()]


def test_what_stands_in_an_image_is_stored(store, image, capsys):
    assert main(["teach", image, "7 4"]) == 0
    out, err = capsys.readouterr()
    assert out == f"74: 2 glyphs stored in {store.folder}\n"
    assert err == "digitrec: Skipped b.\n"
    assert labels(store) == [7, 4]


def test_digits_that_have_no_ink_are_named_and_nothing_is_stored(store, image, capsys):
    assert main(["teach", image, "741"]) == 1
    err = capsys.readouterr().err.splitlines()[-1]
    assert err.startswith("digitrec: Nothing was stored: there is no ink for the")
    assert labels(store) == []


@pytest.mark.parametrize("said", ["7a", "", "½", "-1", "٣"])
def test_what_is_no_digit_is_a_usage_error(store, image, capsys, said):
    with pytest.raises(SystemExit) as caught:
        main(["teach", image, f" {said}"])
    assert caught.value.code == 2
    assert "0 to 9" in capsys.readouterr().err


def test_forget_says_what_is_taught_and_changes_nothing(store, image, capsys):
    assert main(["forget"]) == 0
    assert capsys.readouterr().out.startswith("Nothing is taught in ")
    main(["teach", image, "74"])
    (store.folder / "7" / "me.jpg").write_bytes(b"")
    capsys.readouterr()
    assert main(["forget"]) == 0
    out = capsys.readouterr().out
    assert out == f"2 taught in {store.folder} (4: 1, 7: 1). 1 other files there do not count.\n"
    assert labels(store) == [7, 4]


@pytest.mark.parametrize(
    ("flags", "left"),
    [(["--last"], [7, 4]), (["--digit", "4"], [7, 1, 1]), (["--all"], [])],
    ids=["last", "digit", "all"],
)
def test_what_is_forgotten_comes_back(store, image, capsys, flags, left):
    main(["teach", image, "74"])
    main(["teach", image, "11"])
    assert main(["forget", *flags]) == 0
    assert labels(store) == left
    capsys.readouterr()
    assert main(["forget", "--undo"]) == 0
    assert capsys.readouterr().out.startswith(f"{4 - len(left)} brought back. 4 taught")
    assert labels(store) == [7, 4, 1, 1]


def test_only_with_yes_it_is_gone_for_good(store, image, capsys):
    main(["teach", image, "74"])
    assert main(["forget", "--all", "--yes"]) == 0
    assert "2 deleted for good" in capsys.readouterr().out
    assert list(store.folder.rglob("*.png")) == []
    assert main(["forget", "--undo"]) == 0
    assert capsys.readouterr().out.startswith("0 brought back")
