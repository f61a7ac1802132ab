"""`python -m digitrec synth` writes images that can be read back, and their labels."""

from __future__ import annotations

import csv
import json

import cv2
import pytest

from digitrec.cli import synth
from digitrec.errors import DataError


def labels_of(folder):
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        return {row["file"]: row["text"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("kind", list(synth.SAMPLERS))
def test_images_and_labels_are_written(tmp_path, capsys, kind):
    folder = tmp_path / "made"
    assert synth.main([str(folder), "-n", "3", "--kind", kind]) == 0
    labels = labels_of(folder)
    assert sorted(labels) == ["000001.png", "000002.png", "000003.png"]
    for name, text in labels.items():
        assert cv2.imread(str(folder / name)) is not None
        assert text.replace("\n", "").isdigit() or (kind in ("negatives", "lines") and text == "")
    assert capsys.readouterr().out.strip() == str(folder / "labels.csv")


def test_the_same_seed_writes_the_same_images(tmp_path):
    for name in ("one", "two"):
        synth.main([str(tmp_path / name), "-n", "2", "--kind", "strings", "--seed", "5"])
    assert labels_of(tmp_path / "one") == labels_of(tmp_path / "two")
    for name in labels_of(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_labels_are_never_overwritten(tmp_path):
    (tmp_path / "labels.csv").write_text("mine")
    with pytest.raises(DataError, match="there already"):
        synth.main([str(tmp_path), "-n", "1"])
    assert (tmp_path / "labels.csv").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        synth.main([str(tmp_path / "file" / "folder"), "-n", "1"])


@pytest.mark.parametrize(("kind", "size"), [("pages", (480, 640)), ("crops", (128, 256))])
def test_pages_are_written_with_their_targets(tmp_path, kind, size):
    synth.main([str(tmp_path), "-n", "2", "--kind", kind, "--seed", "3"])
    for name, text in labels_of(tmp_path).items():
        stem = name.removesuffix(".png")
        facts = json.loads((tmp_path / f"{stem}.json").read_text())
        assert facts["text"] == text
        assert "".join(str(digit["label"]) for digit in facts["digits"]) == text.replace("\n", "")
        for ending in ("", "_ink", "_targets"):
            assert cv2.imread(str(tmp_path / f"{stem}{ending}.png")).shape[:2] == size


def test_pages_may_have_another_size(tmp_path):
    synth.main([str(tmp_path), "-n", "1", "--size", "200x120"])
    assert cv2.imread(str(tmp_path / "000001.png")).shape == (120, 200, 3)
    with pytest.raises(SystemExit):
        synth.main([str(tmp_path / "other"), "--size", "20x"])
