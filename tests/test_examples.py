"""The examples of docstrings and of the documentation do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import digitrec

ROOT = Path(__file__).parents[1]
MODULES = ("digitrec.api", "digitrec.arrays", "digitrec.percent", "digitrec.types.reading")
PAGES = ("docs/api.md", "docs/json.md")


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    failed, tried = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("page", PAGES)
def test_pages(page):
    path, flags = str(ROOT / page), doctest.ELLIPSIS
    failed, tried = doctest.testfile(path, module_relative=False, optionflags=flags, encoding="utf-8")
    assert (failed, tried > 0) == (0, True)


# What stands on the images of docs/examples; `docs/make_examples.py` composes them.
WRITTEN = {
    "drawn.png": "31415 9265",
    "form.png": "40817 73025 19846 2411",
    "no-digits.jpg": "",
    "page.jpg": "13540 862 40719 2026",
    "score.jpg": "453654734",
    "touching.png": "35088",
}


def test_the_example_images_are_read():
    paths = sorted((ROOT / "docs" / "examples").iterdir())
    assert [path.name for path in paths] == sorted(WRITTEN)
    read = {path.name: " ".join(digitrec.read(path).text.split()) for path in paths}
    wrong = {name: text for name, text in read.items() if text != WRITTEN[name]}
    assert len(wrong) <= 1, wrong
