"""Storing, forgetting and bringing back, with programs that are killed and folders that others write to."""

import subprocess
import sys
import threading

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.handwriting.references import mnist_digits
from digitrec.handwriting.store import GlyphStore, from_png
from digitrec.learning.data.class_folders import has_class_folders, read_class_folders
from digitrec.page.normalise import to_model_input
from tests.fakes import finds_numbers
from tests.killing import run_until_killed


def glyph(value: float = 1.0) -> np.ndarray:
    """A vertical stroke, so dark."""
    picture = np.zeros((28, 28), np.float32)
    picture[4:24, 12:16] = value
    return picture


def labels(store: GlyphStore) -> list[int]:
    return [one.label for one in store.taught()]


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    """Nothing here survives a power cut anyway."""
    monkeypatch.setattr("os.fsync", lambda _file: None)


@pytest.fixture
def store(tmp_path) -> GlyphStore:
    return GlyphStore(tmp_path / "handwriting")


def test_each_glyph_lies_in_the_folder_of_its_digit_and_comes_back(store):
    paths = store.teach([(glyph(0.2), 7), (glyph(0.6), 0), (glyph(1.0), 7)])
    assert [path.parent.name for path in paths] == ["7", "0", "7"]
    assert has_class_folders(store.folder)
    taught = store.taught()
    assert [one.label for one in taught] == [7, 0, 7]  # in the order in which they were taught
    for one, value in zip(taught, (0.2, 0.6, 1.0), strict=True):
        assert np.abs(one.glyph - glyph(value)).max() <= 0.5 / 255 + 1e-6
    assert {one.lot for one in taught} == {taught[0].lot}


@finds_numbers
def test_training_reads_what_is_stored_as_it_was_taught(store):
    inks, known = mnist_digits(12)
    glyphs = [to_model_input(ink) for ink in inks]
    store.teach(list(zip(glyphs, map(int, known), strict=True)))
    images, skipped = read_class_folders(store.folder)
    assert skipped == []
    stored = sorted(store.taught(), key=lambda one: (one.label, one.path.name))
    assert images.labels.tolist() == [one.label for one in stored]
    for one, ink in zip(stored, images.inks, strict=True):
        own, read = one.glyph.ravel(), ink.ravel() / 255
        assert own @ read / np.linalg.norm(own) / np.linalg.norm(read) > 0.95


def test_another_program_sees_what_was_taught_without_being_told(store):
    other = GlyphStore(store.folder)
    assert other.taught() == ()
    store.teach([(glyph(), 3)])
    assert labels(other) == [3]
    store.teach([(glyph(), 4)])
    assert labels(other) == [3, 4]
    other.forget(other.last())
    assert labels(store) == [3]


def test_what_is_forgotten_is_moved_and_comes_back(store):
    store.teach([(glyph(), 1), (glyph(), 2)])
    store.teach([(glyph(), 3)])
    assert store.forget(store.last()) == 1
    assert labels(store) == [1, 2]
    assert store.forget(store.taught()) == 2
    assert (labels(store), len(list(store.folder.glob("forgotten/*/*/*.png")))) == ([], 3)
    assert store.bring_back() == 2  # what was forgotten last
    assert labels(store) == [1, 2]
    assert store.bring_back() == 1
    assert labels(store) == [1, 2, 3]
    assert store.bring_back() == 0


def test_only_for_good_means_for_good(store):
    store.teach([(glyph(), 1), (glyph(), 2)])
    gone = store.taught()
    assert store.forget(gone[:1], for_good=True) == 1
    assert store.forget(gone) == 1  # the other one is gone already
    assert [path.parent.name for path in store.folder.rglob("*.png")] == ["2"]


def test_foreign_files_are_left_alone_and_do_not_count(store, tmp_path):
    name = store.teach([(glyph(), 5)])[0].name
    five = store.folder / "5"
    (five / "me.jpg").write_bytes(b"a photo")
    (five / "notes").mkdir()
    (five / ".hidden.png").write_bytes(b"")
    (store.folder / "readme.txt").write_text("mine")
    for number, content in enumerate(
        [
            b"",
            b"\x89PNG but no more",
            cv2.imencode(".png", np.zeros((28, 28), np.uint8))[1].tobytes(),  # blank
            cv2.imencode(".png", np.full((40, 28), 9, np.uint8))[1].tobytes(),
            cv2.imencode(".png", np.full((28, 28, 3), 9, np.uint8))[1].tobytes(),
            bytes(30_000),
        ]
    ):
        (five / name.replace("-000", f"-{number + 1:03}")).write_bytes(content)
    assert labels(store) == [5]
    assert store.foreign() == 8
    store.forget(store.taught())
    assert (five / "me.jpg").read_bytes() == b"a photo"
    assert store.foreign() == 8


def test_a_folder_that_cannot_be_written_is_one_line_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="Make room or allow writing there"):
        GlyphStore(tmp_path / "file").teach([(glyph(), 1)])


@pytest.mark.parametrize("examples", [[(glyph(), 10)], [(glyph(), -1)]], ids=["no-digit", "below"])
def test_a_label_is_a_digit(store, examples):
    with pytest.raises(ValueError, match="0 to 9"):
        store.teach(examples)


def test_killed_at_any_step_leaves_whole_glyphs_only(tmp_path):
    lot = [(glyph(value / 10), value) for value in range(1, 6)]
    trials = 0
    for step in range(200):
        store = GlyphStore(tmp_path / str(step))
        killed = run_until_killed(step, lambda store=store: store.teach(lot))
        after = GlyphStore(store.folder)
        assert labels(after) == [label for _, label in lot][: len(after.taught())]
        assert all(from_png(path) is not None for path in store.folder.glob("[0-9]/2*.png"))
        assert len(after.teach(lot)) == 5  # what is left over is in nobody's way
        if not killed:
            assert len(after.taught()) == 10
            break
        trials += 1
    assert trials > 20


def test_killed_while_forgetting_loses_nothing(tmp_path):
    for step in range(40):
        store = GlyphStore(tmp_path / str(step))
        store.teach([(glyph(), label) for label in range(5)])
        taught = store.taught()
        killed = run_until_killed(step, lambda store=store, taught=taught: store.forget(taught))
        pictures = [path for path in store.folder.rglob("2*.png") if from_png(path) is not None]
        assert len(pictures) == 5
        store.bring_back()
        assert sorted(labels(GlyphStore(store.folder))) == [0, 1, 2, 3, 4]
        if not killed:
            break
    assert not killed


def test_two_windows_teach_at_once(store):
    stores = [store, GlyphStore(store.folder)]
    failures = []

    def teach(own: GlyphStore) -> None:
        try:
            for value in range(1, 26):
                own.teach([(glyph(value / 25), value % 10), (glyph(), 1)])
                own.taught()
        except BaseException as error:  # noqa: BLE001 - shown by the test
            failures.append(error)

    threads = [threading.Thread(target=teach, args=(own,)) for own in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [len(one.taught()) for one in stores] == [100, 100]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")
def test_a_real_kill_leaves_whole_glyphs(store):
    code = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from digitrec.handwriting.store import GlyphStore\n"
        "store = GlyphStore(Path(sys.argv[1]))\n"
        "while True:\n"
        "    store.teach([(np.full((28, 28), 0.5, np.float32), 4)])\n"
        "    print('.', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store.folder)], stdout=subprocess.PIPE, text=True
    ) as program:
        for _ in range(3):
            program.stdout.readline()
        program.kill()
    assert len(store.taught()) >= 3
    assert all(from_png(path) is not None for path in store.folder.glob("4/2*.png"))
