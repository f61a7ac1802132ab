"""Paths, folders, patterns and lists to image files, one after the other: nothing is gathered first."""

from __future__ import annotations

import glob
import io
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from digitrec.files.endings import DOCUMENTS, EXTRA, IMAGES, read_endings

IMAGE_ENDINGS = IMAGES
STANDARD_INPUT = "-"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # of a file elsewhere
LOOK_AGAIN = 0.5  # seconds between two looks at a watched folder


class Found(NamedTuple):
    """A file, and its place below the folder that was named; the bare name where the file itself was.

    Args:
        path: the file.
        place: below the folder.
        problem: why there is nothing to read, "" if there is.
        address: of a file elsewhere, `s3://...`; `path` is its bare name then. "" for files of this machine.
    """

    path: Path
    place: Path
    problem: str = ""
    address: str = ""

    @property
    def name(self) -> Path | str:
        """What results call it."""
        return self.address or self.path


class Search:
    """Looks for the image files that arguments name.

    Args:
        stdin: where the list `-` comes from, one path a line.
        leave_out: a folder that is not searched, because this run writes there.
    """

    def __init__(self, stdin: TextIO, leave_out: Path | None = None) -> None:
        self.skipped: Counter[str] = Counter()
        """How many files of searched folders were passed over so far, by their endings."""
        self._stdin = stdin
        self._apart = leave_out.resolve() if leave_out else None
        self._endings = read_endings()

    def files(self, paths: Iterable[str]) -> Iterator[Found]:
        """The files of arguments.

        Args:
            paths: files (whatever their ending), folders (searched with all below them), patterns
                (`scans/**/*.png`), or `-` for the list.

        Yields:
            Files; those that do not exist too, and folders without any, so that they are reported.
        """
        for text in paths:
            if text == STANDARD_INPUT:
                listed = (line.rstrip("\r\n") for line in self._stdin)
                yield from self.files(line for line in listed if line not in ("", "-"))
            else:
                yield from self._of_one(text)

    def _of_one(self, text: str) -> Iterator[Found]:
        path = Path(text)
        if ADDRESS.match(text):
            yield Found(path, Path(path.name), "it is an address: read it with --cluster, or fetch it", text)
            return
        if path.is_dir():
            skipped = self.skipped.total()
            found = None
            for found in self.below(path):
                yield found
            if found is None:
                others = self.skipped.total() - skipped
                more = f" ({others} other files)" if others else ""
                yield Found(path, Path(path.name), f"there is no image in this folder{more}")
        elif os.path.lexists(path) or not glob.has_magic(text):
            yield Found(path, Path(path.name))
        else:
            matches = sorted(map(Path, glob.glob(text, recursive=True)))  # noqa: PTH207 - Path.glob wants a root
            files = [match for match in matches if not match.is_dir()]
            for match in files or [path]:
                yield Found(match, Path(match.name))

    def below(self, folder: Path) -> Iterator[Found]:
        """Image files of a folder and its subfolders, in order, but for hidden ones and linked folders."""
        for parent, folders, files in os.walk(folder):
            here = Path(parent)
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and (here / name).resolve() != self._apart
            )
            for name in sorted(files):
                ending = Path(name).suffix.lower()
                if name.startswith("."):
                    continue
                if ending in self._endings:
                    yield Found(here / name, (here / name).relative_to(folder))
                else:
                    self.skipped[ending] += 1


def skipped_files(skipped: Counter[str]) -> str:
    """What was passed over, in words: `3 skipped (.txt 1, .heic 2: pip install "digitrec[files]")`."""
    kinds = sorted(skipped.items(), key=lambda item: (item[0] in DOCUMENTS, item[0]))
    named = ", ".join(f"{ending or 'without ending'} {count}" for ending, count in kinds)
    remedy = f": {EXTRA}" if any(ending in DOCUMENTS for ending in skipped) else ""
    return f"{skipped.total()} skipped ({named}{remedy})"


def arriving_files(
    folder: Path, leave_out: Path | None = None, wait: Callable[[float], None] = time.sleep
) -> Iterator[Found]:
    """Image files that are put or changed below a folder from now on, each once it has stopped growing.

    Args:
        folder: the folder to watch; looked at twice a second.
        leave_out: a folder that is not watched.
        wait: sleeps so many seconds.

    Yields:
        Files, without end.
    """
    search = Search(io.StringIO(), leave_out)
    known = {found.path: _stamp(found.path) for found in search.below(folder)}
    growing: dict[Path, tuple[int, int]] = {}
    while True:
        wait(LOOK_AGAIN)
        for found in list(search.below(folder)):
            path, stamp = found.path, _stamp(found.path)
            if known.get(path) == stamp:
                continue
            if growing.get(path) != stamp:
                growing[path] = stamp
                continue
            known[path] = growing.pop(path)
            yield found


def _stamp(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change; -1 for a file that has gone."""
    try:
        status = path.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns
