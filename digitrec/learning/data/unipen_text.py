"""Parses the text of files in UNIPEN format: keywords, what follows them, and what they include."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError

KEYWORD = re.compile(r"^[ \t]*\.([A-Z][A-Z_0-9]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A keyword and what follows it.

    Args:
        keyword: without its dot.
        text: up to the next keyword, stripped.
        line: of the file, from 1, where the text begins.
    """

    keyword: str
    text: str
    line: int


def read_statements(path: Path) -> tuple[Statement, ...]:
    """All statements of a file.

    Raises:
        DataError: it cannot be read.
    """
    try:
        text = path.read_text("latin-1")
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from None
    found = list(KEYWORD.finditer(text))
    bounds = [*(match.start() for match in found), len(text)]
    result, line, counted = [], 1, 0
    for match, end in zip(found, bounds[1:], strict=True):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        body = text[match.end() : end]
        result.append(Statement(match[1], body.strip(), line + _lines_above(body)))
    return tuple(result)


def labelled_files(path: Path) -> Iterator[Path]:
    """The file itself, or the files in a folder that label something, in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and b".SEGMENT" in file.read_bytes():
            yield file


def find_included(name: str, path: Path) -> Path | None:
    """A file that another includes: beside it, in the folders above, or in folders `include` of these.

    Args:
        name: as the file at `path` names it; it may not lead upwards.
        path: the file that includes it.
    """
    wanted = Path(name)
    if not name or wanted.is_absolute() or ".." in wanted.parts:
        return None
    for folder in path.absolute().parents:
        for place in (folder / wanted, folder / "include" / wanted):
            if place.is_file():
                return place
    return None


def contributor(path: Path) -> str:
    """The folder below UNIPEN's `include`, one for each contributor; elsewhere the folder the file is in."""
    *above, own = path.absolute().parent.parts
    if "include" not in above:
        return own
    return (*above, own)[len(above) - above[::-1].index("include")]


def numbers(text: str) -> NDArray[np.float64] | None:
    """The numbers of a text, parted by blanks; None if anything else is in it."""
    try:
        values = np.array(text.split(), np.float64)
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def broken(path: Path, line: int, what: str) -> DataError:
    """What to raise for a file that is not as it should be."""
    return DataError(f"{path}, line {line}: {what}. Fetch it again, or leave it out.")


def _lines_above(body: str) -> int:
    """How far below its keyword a statement's text begins."""
    return body[: len(body) - len(body.lstrip())].count("\n") if body.strip() else 0
