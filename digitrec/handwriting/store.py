"""The glyphs that a user has taught: one picture each, in the folder of its digit.

The files themselves are the index: `7/20261128-170612-000123-9f3a-002.png` is the third glyph of a lot that
was taught at once, a 7. Each is written beside and renamed, under a name that no other program makes, so that
a program that is killed leaves whole pictures only, and two windows can teach at once. What is forgotten is
moved to `forgotten/`, and can be brought back.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from digitrec.errors import DataError
from digitrec.models.files import write_whole
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyph

FORGOTTEN = "forgotten"
NAME = re.compile(r"(\d{8}-\d{6}-\d{6}-[0-9a-f]{4})-\d{3}\.png")  # its group is the lot
MOST_AT_ONCE = 1000  # glyphs of a lot
LARGEST_FILE = 20_000  # bytes; a picture of 28x28 pixels has a tenth
PNG_BEGINS, PNG_ENDS = b"\x89PNG", b"IEND\xaeB`\x82"
SETTLED = 0.1  # seconds: a folder changed more recently may change again within one tick of its clock

LabelledGlyph = tuple[Glyph, int]  # a glyph, and the digit that it is


@dataclass(frozen=True, slots=True, eq=False)
class TaughtGlyph:
    """A glyph that was taught.

    Args:
        path: its picture.
        label: the digit that it is, 0 to 9.
        glyph: (28, 28) float32 in [0, 1].
    """

    path: Path
    label: int
    glyph: Glyph

    @property
    def lot(self) -> str:
        """What was taught at once has the same; later lots sort behind earlier ones."""
        return self.path.name[: -len("-000.png")]


class GlyphStore:
    """A folder of taught glyphs. Safe to use from several threads and several programs.

    Args:
        folder: it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._known: dict[Path, TaughtGlyph] = {}
        self._seen: tuple[int, ...] = ()
        self._taught: tuple[TaughtGlyph, ...] = ()

    def teach(self, examples: Sequence[LabelledGlyph]) -> tuple[Path, ...]:
        """Stores glyphs as one lot.

        Args:
            examples: glyphs with ink, and the digits that they are.

        Returns:
            The pictures.

        Raises:
            DataError: the folder cannot be written, or there are too many.
        """
        if len(examples) > MOST_AT_ONCE:
            raise DataError(f"{len(examples)} digits are too many at once: teach {MOST_AT_ONCE} at most.")
        lot, paths = _new_lot(), []
        try:
            for number, (glyph, label) in enumerate(examples):
                path = self.folder / str(_checked(label)) / f"{lot}-{number:03}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, as_png(glyph))
                paths.append(path)
        except OSError as error:
            raise self._unwritable(error) from None
        return tuple(paths)

    def taught(self) -> tuple[TaughtGlyph, ...]:
        """All taught glyphs, in the order in which they were taught; looked for anew if a folder changed."""
        with self._lock:
            seen = self._changed()
            if seen != self._seen:
                found = [
                    self._opened(path, label) for label in range(NOT_A_DIGIT) for path in self._files(label)
                ]
                glyphs = [one for one in found if one is not None]
                self._taught = tuple(sorted(glyphs, key=lambda one: (one.path.name, one.label)))
                self._known = {one.path: one for one in glyphs}
                recent = time.time() - max(seen, default=0) / 1e9 < SETTLED
                self._seen = () if recent else seen
            return self._taught

    def foreign(self) -> int:
        """How many files in the folders of the digits are none of these."""
        ours = len(self.taught())
        there = sum(1 for label in range(NOT_A_DIGIT) for _ in self._files(label, every=True))
        return there - ours

    def last(self) -> tuple[TaughtGlyph, ...]:
        """The lot that was taught last."""
        taught = self.taught()
        return tuple(one for one in taught if one.lot == taught[-1].lot)

    def forget(self, glyphs: Iterable[TaughtGlyph], for_good: bool = False) -> int:
        """Takes glyphs back.

        Args:
            glyphs: those that are gone already are passed over.
            for_good: deletes them; else they are moved to a new folder in `forgotten`.

        Returns:
            How many.

        Raises:
            DataError: the folder cannot be written.
        """
        target, count = self.folder / FORGOTTEN / _new_lot(), 0
        try:
            for one in glyphs:
                if for_good:
                    count += one.path.exists()
                    one.path.unlink(missing_ok=True)
                else:
                    count += _moved(one.path, target / str(one.label) / one.path.name)
        except OSError as error:
            raise self._unwritable(error) from None
        return count

    def bring_back(self) -> int:
        """Brings back what was forgotten last; returns how many glyphs, 0 if there is nothing.

        Raises:
            DataError: the folder cannot be written.
        """
        folders = sorted(self.folder.glob(f"{FORGOTTEN}/*/"))
        if not folders:
            return 0
        try:
            moved = [
                _moved(path, self.folder / path.parent.name / path.name)
                for path in folders[-1].glob("[0-9]/*.png")
                if NAME.fullmatch(path.name)
            ]
            if not any(path.is_file() for path in folders[-1].rglob("*")):
                shutil.rmtree(folders[-1], ignore_errors=True)
        except OSError as error:
            raise self._unwritable(error) from None
        return sum(moved)

    def _files(self, label: int, every: bool = False) -> list[Path]:
        try:
            found = list((self.folder / str(label)).iterdir())
        except OSError:
            return []
        return [
            path for path in found if NAME.fullmatch(path.name) or (every and not path.name.startswith("."))
        ]

    def _changed(self) -> tuple[int, ...]:
        """When the folders of the digits were changed last, in nanoseconds."""
        times = []
        for label in range(NOT_A_DIGIT):
            try:
                times.append((self.folder / str(label)).stat().st_mtime_ns)
            except OSError:  # noqa: PERF203 - ten folders
                times.append(0)
        return tuple(times)

    def _opened(self, path: Path, label: int) -> TaughtGlyph | None:
        if path in self._known:
            return self._known[path]
        glyph = from_png(path)
        return None if glyph is None else TaughtGlyph(path, label, glyph)

    def _unwritable(self, error: OSError) -> DataError:
        reason = (error.strerror or str(error)).lower()
        return DataError(f"{self.folder} cannot be changed: {reason}. Make room or allow writing there.")


def as_png(glyph: Glyph) -> bytes:
    """A glyph as the picture that is stored: 28x28 grey, 0 = paper, 255 = ink, as MNIST has it."""
    _, content = cv2.imencode(".png", np.rint(np.clip(glyph, 0, 1) * 255).astype(np.uint8))
    return content.tobytes()


def from_png(path: Path) -> Glyph | None:
    """The glyph of a stored picture; None if it is none."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else b""
        if not (content.startswith(PNG_BEGINS) and content.endswith(PNG_ENDS)):
            return None
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error):
        return None
    if picture is None or picture.shape != (GLYPH_SIDE, GLYPH_SIDE) or picture.dtype != np.uint8:
        return None
    return picture.astype(np.float32) / np.float32(255) if picture.any() else None


def _new_lot() -> str:
    """The time, and what no other program adds to it; later ones sort behind earlier ones."""
    return f"{datetime.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}"


def _moved(path: Path, target: Path) -> bool:
    """Moves a file that may be gone by now; returns whether it was moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.replace(target)
    except FileNotFoundError:
        return False
    return True


def _checked(label: int) -> int:
    if not 0 <= label < NOT_A_DIGIT:
        raise ValueError(f"A label is 0 to 9, got {label}.")
    return label
