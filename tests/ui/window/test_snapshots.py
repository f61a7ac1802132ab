import json

import cv2
import numpy as np
import pytest

from digitrec.errors import DigitrecError
from digitrec.types import Reading
from digitrec.ui.window.snapshots import save_page
from tests.ui.samples import reading

PICTURE = {"drawing": np.full((400, 640, 3), 255, np.uint8)}


def test_three_files_in_a_new_folder(tmp_path):
    folder = save_page(
        tmp_path / "output" / "drawings", PICTURE, reading("71\n5"), {"model": "m", "time": "t"}
    )

    assert {path.name for path in folder.iterdir()} == {"drawing.png", "input.png", "reading.json"}
    assert cv2.imread(str(folder / "drawing.png")).shape == (400, 640, 3)
    strip = cv2.imread(str(folder / "input.png"), cv2.IMREAD_GRAYSCALE)
    assert strip.shape == (28, 84)
    assert (strip[14, 14], strip[14, 0]) == (round(255 * 0.3), 255)
    told = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
    assert (told["text"], told["model"], told["time"]) == ("71\n5", "m", "t")
    assert [entry["digit"] for entry in told["digits"]] == [7, 1, 5]
    assert told["digits"][0]["confidence"] == pytest.approx(0.982)
    assert told["digits"][0]["box"] == [90, 90, 190, 220]


def test_nothing_is_overwritten(tmp_path):
    folders = [save_page(tmp_path, PICTURE, Reading(), {}) for _ in range(5)]

    assert len(set(folders)) == 5
    assert all((folder / "input.png").is_file() for folder in folders)


def test_a_disk_error_is_one_line_that_says_where(tmp_path):
    (tmp_path / "output").write_text("a file, no folder")

    with pytest.raises(DigitrecError, match=r"Cannot save in .*drawings") as caught:
        save_page(tmp_path / "output" / "drawings", PICTURE, Reading(), {})

    assert "\n" not in str(caught.value)


def test_a_half_written_folder_is_taken_away(tmp_path, monkeypatch):
    def full(_self, *_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(DigitrecError, match="no space left"):
        save_page(tmp_path, PICTURE, Reading(), {})

    assert list(tmp_path.iterdir()) == []
