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
from digitrec.types import Line, Reading
from tests.fakes import FakeReader, digit, reading


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


def test_signs_stand_in_text_and_json_and_before_unsure_digits(scans, answers, capsys):
    digits = digit(4), digit(2, 0.5, 12, sign="/"), digit(7, 0.9, 24)
    answers(Reading((Line(digits),)))
    assert main(["read", "a.png"]) == 0
    assert main(["read", "--mark-doubt", "a.png"]) == 0
    assert main(["read", "--json", "a.png"]) == 0
    plain, marked, values = capsys.readouterr().out.splitlines()
    assert (plain, marked) == ("a.png\t4/27", "a.png\t4/?7")
    given = json.loads(values)
    assert given["text"] == given["numbers"][0]["text"] == "4/27"
    assert [one.get("sign_before") for one in given["digits"]] == [None, "/", None]


@pytest.mark.parametrize("flags", [[], ["--signs"]])
def test_signs_are_asked_for_with_a_flag(scans, monkeypatch, flags):
    asked = []

    def opened(*_, **wanted):
        asked.append(wanted["signs"])
        return FakeReader(reading("5")), ()

    monkeypatch.setattr(reader_module, "open_reader", opened)
    assert main(["read", "a.png", *flags]) == 0
    assert asked == [bool(flags)]


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
