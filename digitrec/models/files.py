"""Files that are whole or not there: written beside, then renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 1 << 20  # bytes read at a time


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Gives a path to write to, which takes the place of `path` when the block ends well.

    The path given has the same ending, lies in the same folder and starts with a dot. Whatever goes wrong,
    `path` holds what it held before, or the whole new content.

    Raises:
        OSError: the file cannot be renamed; whatever the block raises passes through.
    """
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file whole, or leaves what was there.

    Raises:
        OSError: there is no room or no permission.
    """
    with written_beside(path) as beside:
        beside.write_bytes(content)
