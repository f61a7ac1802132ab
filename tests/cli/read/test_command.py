from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.cli.main import main
from digitrec.cli.shared import reader as reader_module
from digitrec.errors import ModelError
from digitrec.files.annotate import picture_path
from digitrec.types import DOUBT, Line, Reading
from tests.fakes import FakeReader, digit, reading
from tests.files.samples import pages


@pytest.fixture
def scans(tmp_path, monkeypatch):
    """Two images and a broken one, in the folder that the test runs in."""
    (tmp_path / "below").mkdir()
    for name in ("a.png", "below/b.png"):
        (tmp_path / name).write_bytes(cv2.imencode(".png", np.full((40, 80), 255, np.uint8))[1].tobytes())
    (tmp_path / "broken.png").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(monkeypatch):
    """Makes `read` see this reading in every image."""

    def answer(given: Reading, skipped: tuple[str, ...] = ()) -> FakeReader:
        fake = FakeReader(given)
        monkeypatch.setattr(reader_module, "open_reader", lambda *_, **__: (fake, skipped))
        return fake

    return answer


def test_one_line_a_file_rows_joined_by_a_space(scans, answers, capsys):
    answers(reading("13540", "862"))
    assert main(["read", "a.png", "below"]) == 0
    assert capsys.readouterr() == ("a.png\t13540 862\nbelow/b.png\t13540 862\n", "2 read\n")


def test_nothing_read_is_an_empty_text(scans, answers, capsys):
    answers(Reading())
    assert main(["read", "a.png"]) == 0
    assert capsys.readouterr().out == "a.png\t\n"


def test_an_unreadable_file_costs_one_line_and_the_exit_code(scans, answers, capsys):
    answers(reading("5"))
    assert main(["read", "broken.png", "gone.png", "a.png"]) == 1
    out, err = capsys.readouterr()
    assert out == "a.png\t5\n"
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["digitrec", "broken.png"],
        ["digitrec", "gone.png"],
        ["1 read, 2 failed"],
    ]


def test_json_holds_boxes_and_confidences(scans, answers, capsys):
    answers(reading("42", "7"))
    assert main(["read", "--json", "a.png", "broken.png"]) == 1
    good, bad = map(json.loads, capsys.readouterr().out.splitlines())
    assert good["file"] == "a.png"
    assert good["text"] == "42\n7"
    assert [line["text"] for line in good["lines"]] == ["42", "7"]
    assert good["digits"][1] == {"digit": 2, "confidence": 0.95, "doubtful": False, "box": [12, 0, 22, 20]}
    assert [digit["digit"] for digit in good["digits"]] == [4, 2, 7]
    assert [number["text"] for number in good["numbers"]] == ["42", "7"]
    assert set(bad) == {"schema", "file", "error"}
    assert good["schema"] == bad["schema"] == 1


def test_csv(scans, answers):
    answers(reading("42", "7"))
    assert main(["read", "a.png", "broken.png", "--csv", "numbers.csv", "--quiet"]) == 1
    rows = list(csv.DictReader(Path("numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["file"], row["text"], row["confidence"]) for row in rows] == [
        ("a.png", "42 7", "0.9500"),
        ("broken.png", "", ""),
    ]
    assert rows[1]["error"]


def test_an_unsure_digit_stands_as_a_question_mark(scans, answers, capsys):
    answers(Reading(reading("4", confidence=0.99).lines + reading("2", confidence=0.6).lines))
    assert main(["read", "a.png", "--min-confidence", "0.9"]) == 0
    assert capsys.readouterr().out == "a.png\t4 ?\n"
    assert main(["read", "a.png", "--min-confidence", "0.9", "--json"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert given["text"] == "4\n?"
    assert [digit["digit"] for digit in given["digits"]] == [4]


@pytest.mark.parametrize(("given", "text"), [(reading("8"), "8"), (Reading(), "")])
def test_single(scans, answers, capsys, given, text):
    answers(given)
    assert main(["read", "--single", "a.png"]) == 0
    assert capsys.readouterr().out == f"a.png\t{text}\n"


def test_annotated_copies_keep_their_folders_and_never_meet(scans, answers):
    answers(reading("42"))
    assert main(["read", ".", "below/b.png", "a.png", "--annotate", "seen", "--quiet"]) == 1
    written = sorted(path.relative_to("seen").as_posix() for path in Path("seen").rglob("*.*"))
    assert written == ["a-2.png", "a.png", "b.png", "below/b.png"]
    assert cv2.imread("seen/a.png").min() < 200 < cv2.imread("a.png").min()
    assert main(["read", ".", "--annotate", "seen", "--quiet"]) == 1
    assert len(list(Path("seen").rglob("*.*"))) == 4


def test_annotating_does_not_touch_the_image():
    image = np.full((40, 80), 255, np.uint8)
    assert reading("42").annotate(image).shape == (40, 80, 3)
    assert image.min() == 255


@pytest.fixture
def doubtful(scans, answers):
    """Makes `read` doubt the second digit of every image."""
    return answers(Reading((Line((digit(4), digit(2, DOUBT - 0.01, left=12))),)))


def test_doubt_is_told_in_every_form(doubtful, capsys):
    assert main(["read", "a.png", "below", "--csv", "numbers.csv"]) == 0
    assert capsys.readouterr() == (
        "a.png\t42\nbelow/b.png\t42\n",
        f"2 read, 2 doubtful\nWritten: {Path('numbers.csv').resolve()}\n",
    )
    rows = list(csv.DictReader(Path("numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["doubtful"] for row in rows] == ["true", "true"]
    assert main(["read", "a.png", "--json"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert given["doubtful"] is True
    assert [d["doubtful"] for d in given["digits"]] == [False, True]


def test_doubt_is_marked_and_strict_says_so(doubtful, capsys):
    assert main(["read", "a.png", "--mark-doubt", "--strict"]) == 3
    assert capsys.readouterr().out == "a.png\t4?\n"
    assert main(["read", "a.png", "broken.png", "--strict"]) == 1


def test_without_doubt_strict_is_content(scans, answers, capsys):
    answers(reading("42"))
    assert main(["read", "a.png", "--mark-doubt", "--strict"]) == 0
    assert capsys.readouterr() == ("a.png\t42\n", "")


def test_what_was_passed_over_is_counted(scans, answers, capsys):
    answers(reading("1"))
    (scans / "below" / "notes.txt").touch()
    assert main(["read", "below"]) == 0
    assert capsys.readouterr().err == "1 read, 1 skipped (.txt 1)\n"


def test_quiet_silences_the_count_and_leaves_json(scans, answers, capsys):
    answers(reading("1"))
    assert main(["read", "a.png", "below", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["read", "a.png", "below", "--quiet", "--json"]) == 0
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (2, "")


def test_an_empty_folder_is_an_error_of_one_line(scans, answers, capsys):
    answers(reading("1"))
    (scans / "empty").mkdir()
    assert main(["read", "empty"]) == 1
    assert capsys.readouterr() == ("", "digitrec: empty: there is no image in this folder\n")


def test_every_page_of_a_document_is_a_line(scans, answers, capsys):
    answers(reading("42"))
    (scans / "scan.tif").write_bytes(pages(2))
    assert main(["read", "scan.tif", "--annotate", "seen", "--csv", "numbers.csv"]) == 0
    assert capsys.readouterr() == (
        "scan.tif:1\t42\nscan.tif:2\t42\n",
        f"2 read\nWritten: {scans / 'numbers.csv'} and {scans / 'seen'}\n",
    )
    assert sorted(path.name for path in Path("seen").iterdir()) == [
        "scan.tif.page1.png",
        "scan.tif.page2.png",
    ]
    rows = list(csv.DictReader(Path("numbers.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["file"], row["page"]) for row in rows] == [("scan.tif", "1"), ("scan.tif", "2")]
    assert main(["read", "scan.tif", "--json"]) == 0
    assert [json.loads(line)["page"] for line in capsys.readouterr().out.splitlines()] == [1, 2]


@pytest.mark.parametrize(("limit", "code"), [("3199", 1), ("3200", 0), ("0.0032M", 0), ("1e9", 0)])
def test_larger_images_are_refused(scans, answers, capsys, limit, code):
    answers(reading("1"))
    assert main(["read", "a.png", "--max-pixels", limit]) == code
    assert ("80 x 40 pixels" in capsys.readouterr().err) == bool(code)


def test_endings_that_opencv_may_not_write():
    assert picture_path(Path("x/scan.tif"), Path("seen"), set()) == Path("seen/x/scan.png")


def test_a_list_on_standard_input(scans, answers, capsys, monkeypatch):
    answers(reading("1"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("a.png\nbelow/b.png\n"))
    assert main(["read", "-"]) == 0
    assert capsys.readouterr().out.count("\t1\n") == 2


def test_skipped_models_are_named_once(scans, answers, capsys):
    answers(reading("1"), skipped=("Skipped output/x.keras: it is broken.",))
    assert main(["read", "a.png", "below"]) == 0
    assert capsys.readouterr().err == "digitrec: Skipped output/x.keras: it is broken.\n2 read\n"


def test_without_a_model_one_line_says_what_to_do(scans, capsys):
    Path("models").mkdir()
    assert main(["read", "a.png", "--models", "models"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == ("digitrec: No trained model in models (looked for *.keras). Train one: digitrec train\n")


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param([], id="no-path"),
        pytest.param(["a.png", "--jobs", "many"], id="jobs"),
        pytest.param(["a.png", "--min-confidence", "99"], id="per-cents"),
        pytest.param(["a.png", "--max-pixels", "none"], id="pixels"),
    ],
)
def test_wrong_usage(scans, capsys, argv):
    with pytest.raises(SystemExit) as caught:
        main(["read", *argv])
    assert caught.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[1:] == ["Try: digitrec read --help"]


def test_a_table_that_cannot_be_written(scans, answers, capsys):
    answers(reading("1"))
    assert main(["read", "a.png", "--csv", "below"]) == 1
    assert "below cannot be written" in capsys.readouterr().err


def test_results_stream(scans, monkeypatch, capsys):
    """Each answer is out before the next file is opened."""
    printed = []

    class Watching(FakeReader):
        def read(self, image):
            printed.append(capsys.readouterr().out)
            return super().read(image)

    monkeypatch.setattr(reader_module, "open_reader", lambda *_, **__: (Watching(reading("1")), ()))
    main(["read", "a.png", "below/b.png"])
    assert printed == ["", "a.png\t1\n"]


def test_a_broken_model_asked_for_is_one_line(scans, capsys):
    Path("mine.keras").write_bytes(b"PK")
    assert main(["read", "a.png", "--model", "mine.keras"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "mine.keras" in err


def test_model_errors_of_several_lines_become_one(monkeypatch, scans, capsys):
    def fail(*_, **__):
        raise ModelError("first\n  second")

    monkeypatch.setattr(reader_module, "open_reader", fail)
    assert main(["read", "a.png"]) == 1
    assert capsys.readouterr().err == "digitrec: first second\n"
