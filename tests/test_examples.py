"""The examples of docstrings and of the documentation do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

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
