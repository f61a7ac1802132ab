from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data import class_folders
from digitrec.learning.data.class_folders import digit_ink, read_class_folders
from digitrec.learning.data.dataset import Images
from digitrec.page.normalise import to_model_input
from digitrec.reading.page import load_page_reader
from tests.fakes import MODELS, finds_numbers

pytestmark = pytest.mark.usefixtures("found_by_threshold")


def on_paper(ink: np.ndarray, side: int = 112) -> np.ndarray:
    """Dark on light, with a rim, larger."""
    return cv2.resize(235 - np.pad(ink, 6).astype(np.float32) * 0.8, (side, side)).astype(np.uint8)


def write_folders(root: Path, digits: Images, ending: str = ".png") -> None:
    for number, (ink, label) in enumerate(zip(digits.inks, digits.labels, strict=True)):
        folder = root / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{number}{ending}"), on_paper(ink))


@pytest.mark.parametrize("ending", [".png", ".jpg"])
def test_folders_of_images_come_down_the_road(digits: Images, tmp_path: Path, ending: str):
    few = digits.take(np.arange(40))
    write_folders(tmp_path, few, ending)
    images, skipped = read_class_folders(tmp_path)
    assert not skipped
    order = np.argsort([f"{label}/{n}{ending}" for n, label in enumerate(few.labels)], kind="stable")
    assert images.labels.tolist() == few.labels[order].tolist()
    straight = np.stack([to_model_input(ink) for ink in few.inks[order]])
    assert np.abs(images.inks / 255.0 - straight).mean() < 0.03


def test_what_is_no_digit_is_skipped_with_a_reason(digits: Images, tmp_path: Path):
    write_folders(tmp_path, digits.take(np.arange(5)))
    (tmp_path / "3").mkdir(exist_ok=True)
    (tmp_path / "3" / "notes.txt").write_text("not an image", encoding="utf-8")
    (tmp_path / "3" / "empty.png").write_bytes(b"")
    cv2.imwrite(str(tmp_path / "3" / "paper.png"), np.full((60, 60), 240, np.uint8))
    images, skipped = read_class_folders(tmp_path)
    assert len(images) == 5
    reasons = {one.path.name: one.reason for one in skipped}
    assert reasons.keys() == {"notes.txt", "empty.png", "paper.png"}
    assert reasons["empty.png"] == "it is empty"
    assert reasons["paper.png"] == "there is no ink in it"


@finds_numbers
def test_a_line_at_the_edge_and_a_speck_far_off_are_not_the_digit(digits: Images):
    clean = on_paper(digits.inks[0], 160)
    marked = clean.copy()
    marked[:, :2] = 20
    marked[2:7, 150:156] = 20
    page, _ = load_page_reader(MODELS)
    assert np.abs(digit_ink(marked, page).astype(int) - digit_ink(clean, page)).mean() < 8


def test_folders_without_a_usable_image_are_one_line(tmp_path: Path):
    (tmp_path / "4").mkdir()
    with pytest.raises(DataError, match="are empty"):
        read_class_folders(tmp_path)
    (tmp_path / "4" / "a.png").write_bytes(b"x")
    with pytest.raises(DataError, match=r"a\.png"):
        read_class_folders(tmp_path)


def test_without_a_finder_it_is_said_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(class_folders, "load_page_reader", lambda *_args, **_options: (None, ()))
    (tmp_path / "4").mkdir()
    with pytest.raises(DataError, match="--model finder"):
        read_class_folders(tmp_path)
