"""Paths, folders, patterns and lists to image files, one after the other: nothing is gathered first."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

IMAGE_ENDINGS = frozenset(
    f".{ending}"
    for ending in (
        *("avif", "bmp", "dib", "exr", "gif", "hdr", "jp2", "jpe", "jpeg", "jpg", "pam", "pbm", "pfm"),
        *("pgm", "pic", "png", "pnm", "ppm", "pxm", "ras", "sr", "tif", "tiff", "webp"),
    )
)
STANDARD_INPUT = "-"
LOOK_AGAIN = 0.5  # seconds between two looks at a watched folder


class Found(NamedTuple):
    """A file, and its place below the folder that was named; the bare name where the file itself was."""

    path: Path
    place: Path


def image_files(paths: Iterable[str], stdin: TextIO, leave_out: Path | None = None) -> Iterator[Found]:
    """The image files that the arguments name.

    Args:
        paths: files (whatever their ending), folders (searched with all below them), patterns
            (`scans/**/*.png`), or `-` for a list on `stdin`, one path a line.
        stdin: where that list comes from.
        leave_out: a folder that is not searched, because this run writes there.

    Yields:
        Files; those that do not exist too, so that they are reported.
    """
    for text in paths:
        if text == STANDARD_INPUT:
            listed = (line.rstrip("\r\n") for line in stdin)
            yield from image_files((line for line in listed if line not in ("", "-")), stdin, leave_out)
        else:
            yield from _of_one(text, leave_out)


def _of_one(text: str, leave_out: Path | None) -> Iterator[Found]:
    path = Path(text)
    if path.is_dir():
        yield from _below(path, leave_out)
    elif os.path.lexists(path) or not glob.has_magic(text):
        yield Found(path, Path(path.name))
    else:
        matches = sorted(map(Path, glob.glob(text, recursive=True)))  # noqa: PTH207 - Path.glob wants a root
        files = [match for match in matches if not match.is_dir()]
        for match in files or [path]:
            yield Found(match, Path(match.name))


def _below(folder: Path, leave_out: Path | None) -> Iterator[Found]:
    """Image files of a folder and its subfolders, in order, but for hidden ones and linked folders."""
    apart = leave_out.resolve() if leave_out else None
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (here / name).resolve() != apart
        )
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in IMAGE_ENDINGS:
                yield Found(here / name, (here / name).relative_to(folder))


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
    known = {found.path: _stamp(found.path) for found in _below(folder, leave_out)}
    growing: dict[Path, tuple[int, int]] = {}
    while True:
        wait(LOOK_AGAIN)
        for found in list(_below(folder, leave_out)):
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
