from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from digitrec.cli.main import main
from digitrec.types import DOUBT, Line, Reading
from tests.fakes import digit, reading
from tests.files.samples import pages


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
