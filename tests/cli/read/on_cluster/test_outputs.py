from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from digitrec.cli.read.on_cluster.batches import Batch
from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.read.on_cluster.outputs import Outputs
from digitrec.cli.read.tally import Tally
from digitrec.cli.read.workers import Task
from digitrec.cli.shared.find import Found
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer
from tests.fakes import reading

JOB = Job(Task(Path("output")), Path(), 1.0, "models")
NAMES = "output", "csv", "parquet"


def options(*wanted: str, json: bool = False) -> Namespace:
    return Namespace(json=json, **{name: Path(f"my.{name}") if name in wanted else None for name in NAMES})


def batch(number: int) -> tuple[Batch, list[Answer]]:
    paths = [Path(f"{number}{letter}.png") for letter in "ab"]
    answers = [Answer(paths[0], reading(str(number))), Answer(paths[1], error="it is broken")]
    return Batch(number, tuple((Found(path, path), None) for path in paths)), answers


def write(given: Namespace, *numbers: int) -> Tally:
    tally = Tally()
    outputs = Outputs(given, JOB, tally)
    for number in numbers:
        outputs.write(*batch(number))
    outputs.close()
    return tally


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def content() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}


def test_text_table_and_journal_are_the_same_however_often_a_run_is_broken_off():
    wanted = options("output", "csv")
    write(wanted, 1, 2, 3)
    whole = content()
    assert whole["my.output"] == b"1a.png\t1\n2a.png\t2\n3a.png\t3\n"
    assert whole["my.csv"].count(b"\n") == 7
    for path in Path().iterdir():
        path.unlink()
    write(wanted)
    write(wanted, 1)
    with Path("my.csv").open("ab") as file:
        file.write(b"2a.png,2,0.9")
    tally = write(wanted, 2)
    assert (tally.read, tally.failed) == (1, 1)
    Path("my.output").write_bytes(Path("my.output").read_bytes() + b"3a.png\t3\n")
    write(wanted, 3)
    assert content() == whole


def test_what_is_done_is_known():
    write(options("csv"), 1)
    outputs = Outputs(options("csv"), JOB, Tally())
    left = outputs.done.left([*batch(1)[0].files, *batch(2)[0].files])
    assert [str(found.path) for found, _ in left] == ["2a.png", "2b.png"]
    outputs.close()


def test_json_holds_what_failed_too():
    write(options("output", json=True), 1)
    assert Path("my.output").read_text(encoding="utf-8").count('"file"') == 2


@pytest.mark.parametrize("name", NAMES)
def test_what_a_user_has_is_not_written_over(name):
    mine = Path("my.parquet/notes.txt") if name == "parquet" else Path(f"my.{name}")
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(DigitrecError, match="without a journal"):
        write(options(name), 1)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_an_output_that_was_changed_is_told():
    write(options("csv"), 1)
    Path("my.csv").write_bytes(b"")
    with pytest.raises(DigitrecError, match="shorter than its journal"):
        write(options("csv"), 2)


def test_other_outputs_are_another_run():
    write(options("csv"), 1)
    with pytest.raises(DigitrecError, match="other options"):
        write(options("csv", "parquet"), 2)


def test_a_place_that_cannot_be_written_is_one_line():
    with pytest.raises(DigitrecError, match="cannot be written"):
        write(Namespace(json=False, output=None, csv=Path("gone/my.csv"), parquet=None))


def test_parts_that_the_journal_does_not_know_go():
    parquet = pytest.importorskip("pyarrow.parquet")
    write(options("parquet"), 1, 2)
    parts = sorted(Path("my.parquet").iterdir())
    (Path("my.parquet") / "part-0000002-abc.parquet").write_bytes(b"half")
    write(options("parquet"), 3)
    assert sorted(Path("my.parquet").iterdir())[:2] == parts
    rows = parquet.read_table("my.parquet").to_pylist()
    assert [row["file"] for row in rows] == ["1a.png", "1b.png", "2a.png", "2b.png", "3a.png", "3b.png"]
    assert [(row["text"], row["error"]) for row in rows[:2]] == [("1", None), (None, "it is broken")]
    assert [number["text"] for number in rows[0]["numbers"]] == ["1"]
    parts[0].unlink()
    with pytest.raises(DigitrecError, match="is missing, which the journal knows of"):
        write(options("parquet"))
