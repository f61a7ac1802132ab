import csv
import io
import json
from pathlib import Path

import pytest

from digitrec.files.results import Answer
from digitrec.web.batch import as_objects, csv_text, json_text, read_files
from digitrec.web.controller import Controller
from digitrec.web.limits import Limits
from tests.fakes import reading


def test_a_broken_file_is_an_answer_that_says_so(controller, photo, bomb, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    found = list(
        read_files(controller, [(photo, "a.png"), (broken, "b.png"), (bomb, "c.png"), (photo, "d.png")])
    )
    assert [one.answer.rows for one in found] == [["17"], [], [], ["17"]]
    assert [bool(one.answer.error) for one in found] == [False, True, True, False]
    assert [one.image is None for one in found] == [False, True, True, False]


def test_no_more_files_are_read_than_the_limit(controller, photo):
    strict = Controller(controller.folder, controller.opener, limits=Limits(files=1))
    first, second = read_files(strict, [(photo, "a.png"), (photo, "b.png")])
    assert first.answer.rows == ["17"]
    assert second.answer.error == "not read: 1 files at once at most"


def test_single_digits(controller, photo):
    (one,) = read_files(controller, [(photo, "a.png")], single=True)
    assert [len(row) for row in one.answer.rows] == [1]


ANSWERS = [
    Answer(Path("a.png"), reading("17", "3")),
    Answer(Path("=cmd|' /C calc'!A0"), error="it is no image"),
]


def test_csv_and_json_say_the_same():
    rows = list(csv.DictReader(io.StringIO(csv_text(ANSWERS))))
    assert [row["text"] for row in rows] == ["17 3", ""]
    assert [one.get("text") for one in json.loads(json_text(ANSWERS))] == ["17\n3", None]
    assert as_objects(ANSWERS)[1]["error"] == "it is no image"


@pytest.mark.parametrize("name", ["=1+1.png", "+1.png", "-1.png", "@x.png", "\t=1.png"])
def test_no_file_name_is_a_formula_in_a_spreadsheet(name):
    text = csv_text([Answer(Path(name), reading("7"))])
    assert list(csv.reader(io.StringIO(text)))[1][0] == f"'{name}"
