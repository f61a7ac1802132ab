from __future__ import annotations

import io
from itertools import islice
from pathlib import Path

import pytest

from digitrec.cli.shared.find import Found, Search, arriving_files, skipped_files


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("b.png", "a.JPG", "notes.txt", "deep/er/c.tif", ".hidden/d.png", "deep/.e.png"):
        path = tmp_path / "scans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return Path("scans")


def paths(*arguments: str, stdin: str = "", leave_out: Path | None = None) -> list[str]:
    return [found.path.as_posix() for found in Search(io.StringIO(stdin), leave_out).files(arguments)]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        pytest.param("scans", ["scans/a.JPG", "scans/b.png", "scans/deep/er/c.tif"], id="folder"),
        pytest.param("scans/notes.txt", ["scans/notes.txt"], id="any-ending-when-named"),
        pytest.param("scans/*.png", ["scans/b.png"], id="pattern"),
        pytest.param("scans/**/*.tif", ["scans/deep/er/c.tif"], id="pattern-below"),
        pytest.param("scans/gone.png", ["scans/gone.png"], id="missing-is-reported"),
        pytest.param("scans/*.bmp", ["scans/*.bmp"], id="no-match-is-reported"),
    ],
)
def test_arguments(folder, argument, expected):
    assert paths(argument) == expected


def test_a_list_on_standard_input(folder):
    given = "scans/b.png\r\n\nscans/deep\n-\n"
    assert paths("-", "scans/a.JPG", stdin=given) == ["scans/b.png", "scans/deep/er/c.tif", "scans/a.JPG"]


def test_a_file_whose_name_looks_like_a_pattern(folder):
    (folder / "[1].png").touch()
    assert paths("scans/[1].png") == ["scans/[1].png"]


def test_the_folder_that_is_written_to_is_left_out(folder):
    assert paths("scans", leave_out=folder / "deep") == ["scans/a.JPG", "scans/b.png"]


def test_places_are_below_the_folder_that_was_named(folder):
    found = list(Search(io.StringIO()).files(["scans", "scans/b.png"]))
    assert [f.place.as_posix() for f in found] == ["a.JPG", "b.png", "deep/er/c.tif", "b.png"]


def test_nothing_is_gathered_first(folder):
    def arguments():
        yield "scans/b.png"
        raise AssertionError("the second argument was asked for")

    assert next(Search(io.StringIO()).files(arguments())).path == folder / "b.png"


def test_watching_gives_what_arrives_once_it_is_whole(folder):
    def grow():
        (folder / "new.png").write_bytes(b"half")
        yield
        (folder / "new.png").write_bytes(b"half and half")
        yield
        yield
        (folder / "b.png").write_bytes(b"changed")
        yield
        yield

    days = grow()
    arriving = list(islice(arriving_files(folder, wait=lambda _: next(days)), 2))
    assert arriving == [Found(folder / "new.png", Path("new.png")), Found(folder / "b.png", Path("b.png"))]
    assert next(days, "over") == "over"


def test_what_is_passed_over_in_folders_is_counted(folder):
    (folder / "b.TXT").touch()
    (folder / "deep" / "README").touch()
    search = Search(io.StringIO())
    assert len(list(search.files(["scans"]))) == 3
    assert skipped_files(search.skipped) == "3 skipped (without ending 1, .txt 2)"


def test_without_the_extra_its_files_are_passed_over_and_it_is_named(folder, monkeypatch):
    monkeypatch.setattr("digitrec.files.endings.find_spec", lambda _: None)
    (folder / "photo.HEIC").touch()
    search = Search(io.StringIO())
    assert len(list(search.files(["scans"]))) == 3
    assert skipped_files(search.skipped) == '2 skipped (.txt 1, .heic 1: pip install "digitrec[files]")'


def test_with_the_extra_its_files_are_found(folder):
    pytest.importorskip("pypdfium2")
    (folder / "form.pdf").touch()
    assert "scans/form.pdf" in paths("scans")


def test_a_folder_without_images_is_a_problem(folder):
    (folder / "empty").mkdir()
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").touch()
    found = list(Search(io.StringIO()).files(["scans/empty", "scans/texts"]))
    assert [f.problem for f in found] == [
        "there is no image in this folder",
        "there is no image in this folder (1 other files)",
    ]


def test_an_address_is_said_to_be_one():
    (found,) = Search(io.StringIO()).files(["https://host/scan.png"])
    assert found.name == "https://host/scan.png"
    assert "--cluster" in found.problem
