from __future__ import annotations

import io
from pathlib import Path

import pytest

from digitrec.cli.read.on_cluster.addresses import AddressSearch, fetched
from digitrec.cli.read.workers import Task, read_here
from digitrec.cli.shared.find import Found
from digitrec.errors import DigitrecError, ImageError
from tests.fakes import FakeReader
from tests.files.samples import pages

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def bucket():
    """Files in memory."""
    system = fsspec.filesystem("memory")
    for name in ("scans/a.png", "scans/below/b.tif", "scans/notes.txt", "c d.png"):
        system.pipe(f"/bucket/{name}", name.encode())
    yield system
    system.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("memory://bucket/scans/", ["scans/a.png", "scans/below/b.tif"]),
        ("memory://bucket/**/*.tif", ["scans/below/b.tif"]),
        ("memory://bucket/c d.png", ["c d.png"]),
        ("memory://bucket/gone.png", ["gone.png"]),
    ],
)
def test_addresses_folders_and_patterns(text, found):
    search = AddressSearch(io.StringIO())
    files = list(search.files([text]))
    assert [file.address.rpartition("bucket/")[2] for file in files] == found
    assert [file.path for file in files] == [Path(name).relative_to(Path(name).parent) for name in found]
    assert search.skipped == ({".txt": 1} if text.endswith("/") else {})


def test_lists_and_paths_are_taken_too(tmp_path):
    (tmp_path / "a.png").touch()
    search = AddressSearch(io.StringIO(f"https://host/scan.png?page=2\n{tmp_path}\n"))
    first, second = search.files(["-"])
    assert (first.path, first.address) == (Path("scan.png"), "https://host/scan.png?page=2")
    assert second == Found(tmp_path / "a.png", Path("a.png"))


def test_an_empty_folder_is_told():
    (found,) = AddressSearch(io.StringIO()).files(["memory://bucket/none/"])
    assert found.problem == "there is no image in this folder"


def test_a_folder_that_cannot_be_listed_is_one_line():
    with pytest.raises(DigitrecError, match="nothing://bucket/"):
        list(AddressSearch(io.StringIO()).files(["nothing://bucket/"]))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://bucket/gone.png", "no such file"),
        ("memory://bucket/empty.png", "empty"),
        ("nothing://bucket/a.png", "Protocol not known"),
    ],
)
def test_what_cannot_be_fetched_is_told(bucket, address, said):
    bucket.touch("/bucket/empty.png")
    with pytest.raises(ImageError, match=said):
        fetched(address)


def test_pages_are_named_by_the_address(bucket):
    bucket.pipe("/bucket/two.tif", pages(2))
    files = AddressSearch(io.StringIO()).files(["memory://bucket/two.tif", "memory://bucket/gone.png"])
    answers = list(read_here(files, FakeReader(), Task(Path("output"))))
    assert [answer.name for answer in answers] == [
        "memory://bucket/two.tif:1",
        "memory://bucket/two.tif:2",
        "memory://bucket/gone.png",
    ]
    assert [answer.error for answer in answers] == ["", "", "there is no such file"]
