from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.models import places


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The folder of the package, run from an empty folder; the user's data goes to `data`."""
    package, here = tmp_path / "site" / "digitrec", tmp_path / "here"
    package.mkdir(parents=True)
    here.mkdir()
    monkeypatch.setattr(places, "PACKAGE", package)

    monkeypatch.setattr(places, "user_folder", lambda: tmp_path / "data" / "output")
    monkeypatch.chdir(here)
    return package


def put(*files: Path) -> None:
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def installed(package):
    put(package / "shipped" / "best_a_model.keras")
    return package


@pytest.fixture
def checkout(package):
    put(package.parent / "output" / "best_a_model.keras", package.parent / "pyproject.toml")
    return package.parent


def names(folder: Path) -> list[str]:
    return [path.name for path in places.model_files(folder)]


def test_where_it_is_installed_runs_write_to_the_users_folder(installed, tmp_path):
    assert places.output_folder() == tmp_path / "data" / "output"
    assert names(places.output_folder()) == ["best_a_model.keras"]
    put(places.output_folder() / "mine.keras")
    assert names(places.output_folder()) == ["mine.keras", "best_a_model.keras"]


def test_output_beside_you_comes_first(installed):
    put(Path("output") / "mine.keras")
    assert places.output_folder() == Path("output")
    assert names(Path("output")) == ["mine.keras", "best_a_model.keras"]


def test_in_a_checkout_there_is_one_place(checkout):
    assert places.output_folder() == checkout / "output"
    assert names(places.output_folder()) == ["best_a_model.keras"]
    assert places.model_folder() == checkout / "output"


def test_a_folder_called_output_beside_installed_packages_is_none_of_ours(package, tmp_path):
    put(package.parent / "output" / "report.txt")
    assert places.output_folder() == tmp_path / "data" / "output"


def test_a_folder_of_ones_own_holds_what_it_holds(installed, tmp_path):
    put(tmp_path / "own" / "mine.keras")
    assert places.model_folder(tmp_path / "own") == tmp_path / "own"
    assert names(tmp_path / "own") == ["mine.keras"]
    assert names(tmp_path / "gone") == []


def test_the_users_folder_is_the_systems():
    assert places.user_folder().parts[-2:] == ("digitrec", "output")
