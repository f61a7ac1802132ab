"""Reads files in UNIPEN format: pen strokes with labels, as the UNIPEN sets and pendigits are published.

The format is http://unipen.nici.ru.nl/unipen.def (I. Guyon, 1994). A pen that is down, or up and observed,
makes *components*, counted from 0 over a file and all it includes; one without points does not count.
`.SEGMENT` lines say what some of them are: `0-1`, `3`, `2,5-6`, `0:3-1:20` (from point 3 of component 0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError
from digitrec.learning.data.unipen_text import (
    Statement,
    broken,
    contributor,
    find_included,
    labelled_files,
    numbers,
    read_statements,
)

LEVELS = {"CHARACTER", "DIGIT", "WORD"}  # of segments: longer ones are no single character and no number
BAD = "BAD"  # the quality of a segment that those who labelled it would leave out
SAME_FILES = 16  # files kept in memory: many that label include the same strokes

SEGMENT = re.compile(r'(\S+)\s+(\S+)(?:\s+(\S+))?\s+"((?:[^"\\]|\\.)*)"', re.DOTALL)
PIECE = re.compile(r"(\d+)(?::(\d+))?(?:-(\d+)(?::(\d+))?)?")
PENDIGITS_COMMENT = re.compile(r"(\d)\s+(\d+)\s+\d+")  # label, writer, number of the sample
ESCAPES = {"n": "\n", "t": "\t"}

Stroke = NDArray[np.float32]  # (n, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A labelled character, digit or word.

    Args:
        label: what it says.
        writer: who wrote it, after the contributor: "apb/Bill_Cleveland".
        strokes: in writing order, x to the right, y downwards, both in the same unit.
    """

    label: str
    writer: str
    strokes: tuple[Stroke, ...]


def read_unipen(path: Path) -> list[Segment]:
    """Reads characters, digits and words.

    Args:
        path: a file, or a folder with files; what files include is looked for beside them, in the folders
            above, and in folders `include` of these. What was written once counts once, though several
            files may name it.

    Returns:
        In the order of the files' names. Segments of bad quality, and those without strokes, are left out.

    Raises:
        DataError: a file is broken or incomplete; the message names it and the line.
    """
    statements = lru_cache(maxsize=SAME_FILES)(read_statements)
    seen: set[object] = set()
    return [segment for file in labelled_files(path) for segment in _Reader(statements).segments(file, seen)]


@dataclass(frozen=True, slots=True)
class _Pen:
    """State of the parser: what is known when something is written."""

    writer: str | None = None
    columns: tuple[str, ...] = ("X", "Y")
    across: float | None = None  # points an inch or millimetre
    down: float | None = None


@dataclass(frozen=True, slots=True)
class _Component:
    """A component: what a pen did between two changes."""

    path: Path
    statement: Statement
    pen: _Pen

    @property
    def writer(self) -> str:
        return self.pen.writer or f"{contributor(self.path)}/{self.path.stem}"

    def points(self) -> Stroke:
        text, line, columns = self.statement.text, self.statement.line, self.pen.columns
        values = numbers(text)
        if values is None:
            line, wrong = next(
                (i, one) for i, one in enumerate(text.split("\n"), start=line) if numbers(one) is None
            )
            raise broken(self.path, line, f"coordinates are numbers, got {wrong.strip()[:40]!r}")
        if len(values) % len(columns):
            raise broken(self.path, line, f"every point has {len(columns)} numbers ({' '.join(columns)})")
        xy = values.reshape(-1, len(columns))[:, [columns.index("X"), columns.index("Y")]]
        across, down = self.pen.across, self.pen.down
        return (xy / ((across, -down) if across and down else (1, -1))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Part:
    """A component that belongs to a segment, from one point to before another."""

    component: _Component
    start: int
    stop: int | None

    @property
    def key(self) -> tuple[Path, int, int, int | None]:
        return self.component.path, self.component.statement.line, self.start, self.stop


@dataclass(frozen=True, slots=True)
class _Entry:
    """A segment as a file names it."""

    path: Path
    statement: Statement
    writer: str | None = None  # where a comment beside it names one


class _Reader:
    """Follows one file and what it includes."""

    def __init__(self, statements: Callable[[Path], tuple[Statement, ...]]) -> None:
        self._statements = statements
        self._components: list[_Component] = []
        self._entries: list[_Entry] = []
        self._missing: list[str] = []
        self._pen = _Pen()

    def segments(self, path: Path, seen: set[object]) -> Iterator[Segment]:
        """Every segment that is not in `seen`, which learns of it."""
        self._follow(path, ())
        for entry in self._entries:
            match = SEGMENT.fullmatch(entry.statement.text)
            if match is None:
                got = entry.statement.text[:60]
                raise _wrong(entry, f'expected LEVEL DELINEATION QUALITY "LABEL", got {got!r}')
            _, delineation, quality, label = match.groups()
            if quality == BAD or delineation == "?":
                continue
            label = re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), label)
            parts = [part for piece in delineation.split(",") for part in self._parts(entry, piece)]
            key = (label, *(part.key for part in parts))
            if key in seen:
                continue
            seen.add(key)
            written = (part.component.points()[part.start : part.stop] for part in parts)
            strokes = tuple(stroke for stroke in written if len(stroke))
            if strokes:
                yield Segment(label, entry.writer or parts[0].component.writer, strokes)

    def _parts(self, entry: _Entry, piece: str) -> list[_Part]:
        """The strokes that a piece of a delineation names."""
        match = PIECE.fullmatch(piece)
        if match is None:
            raise _wrong(entry, f"a delineation looks like 0-1 or 0:3-1:20, got {piece[:40]!r}")
        first, last = int(match[1]), int(match[3] or match[1])
        start, stop = int(match[2] or 0), int(match[4]) + 1 if match[4] else None
        if last >= len(self._components):
            hint = f"; {' and '.join(self._missing)} not found" if self._missing else ""
            raise _wrong(entry, f"it names component {last} of {len(self._components)} from 0 on{hint}")
        return [
            _Part(component, start if i == first else 0, stop if i == last else None)
            for i, component in enumerate(self._components[first : last + 1], start=first)
            if component.statement.keyword == "PEN_DOWN"
        ]

    def _follow(self, path: Path, within: tuple[Path, ...]) -> None:
        for statement in self._statements(path):
            text = statement.text
            match statement.keyword:
                case "PEN_DOWN" | "PEN_UP" if text:
                    self._components.append(_Component(path, statement, self._pen))
                case "SEGMENT" if LEVELS.intersection(text.split(None, 1)[:1]) and '"' in text:
                    self._entries.append(_Entry(path, statement))
                case "COMMENT" if self._entries and (match := PENDIGITS_COMMENT.fullmatch(text)):
                    named = self._entries[-1].statement
                    if named.text.endswith(f'"{match[1]}"'):
                        self._entries[-1] = _Entry(path, named, f"{path.name}/{match[2]}")
                case "INCLUDE":
                    self._include(text, path, statement.line, within)
                case _:
                    self._pen = _told(self._pen, statement, path)

    def _include(self, name: str, path: Path, line: int, within: tuple[Path, ...]) -> None:
        found = find_included(name, path)
        if found is None:
            self._missing.append(name)
        elif found in (path, *within):
            raise broken(path, line, f"{name} includes itself")
        else:
            self._follow(found, (path, *within))


def _told(pen: _Pen, statement: Statement, path: Path) -> _Pen:
    """What is known of the pen after a statement."""
    text = statement.text
    match statement.keyword:
        case "WRITER_ID" if text:
            return replace(pen, writer=f"{contributor(path)}/{text}")
        case "COORD":
            columns = tuple(text.split())
            if not {"X", "Y"} <= set(columns):
                raise broken(path, statement.line, f".COORD names X and Y, got {text[:40]!r}")
            return replace(pen, columns=columns)
        case "X_POINTS_PER_INCH" | "X_POINTS_PER_MM":
            return replace(pen, across=_density(text))
        case "Y_POINTS_PER_INCH" | "Y_POINTS_PER_MM":
            return replace(pen, down=_density(text))
        case _:
            return pen


def _density(text: str) -> float | None:
    """Points an inch or millimetre, if a file says so."""
    found = numbers(text)
    return float(found[0]) if found is not None and found.size == 1 and found[0] > 0 else None


def _wrong(entry: _Entry, what: str) -> DataError:
    return broken(entry.path, entry.statement.line, what)
