"""docs/architecture.md names files and folders; they must be there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = sorted({name for name in re.findall(r"`([a-z_]+/[a-z_/]+(?:\.py)?)", PAGE) if "NAME" not in name})


@pytest.mark.parametrize("name", NAMED)
def test_what_the_page_names_is_there(name: str):
    path = ROOT / "digitrec" / name.rstrip("/")
    assert path.exists() or path.with_suffix(".py").exists(), name


def test_every_room_is_on_the_page():
    rooms = [path.name for path in (ROOT / "digitrec").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if room not in PAGE] == []


def test_contributing_points_to_it():
    assert "docs/architecture.md" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
