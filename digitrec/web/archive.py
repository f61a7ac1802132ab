"""Zip files of class folders, unpacked with care: nothing in them decides where a file is written."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image as Pillow

from digitrec.errors import DataError
from digitrec.web.limits import ENDINGS, FORMATS, MEGA, Limits

CHUNK = 1 << 20  # bytes
LAYOUT = "It holds folders 0 to 9 with images of one digit each."
PASSWORDED = 0x1  # a flag of a zip entry


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Result of unpacking a zip file.

    Args:
        images: how many.
        passed_over: how many files were not taken: no images, or too large ones.
    """

    images: int
    passed_over: int


def unpack_class_folders(path: Path, folder: Path, limits: Limits) -> Unpacked:
    """Unpacks the images of a zip file into folders `0` to `9`.

    Args:
        path: the zip file; its folders may lie in another one.
        folder: where they go; the names of the files in it are not taken over.
        limits: how much is taken.

    Raises:
        DataError: it is no zip file, it is hostile or too large, or it holds no such folders.
    """
    if path.stat().st_size > limits.zip_bytes:
        raise DataError(f"The zip file is too large: {limits.zip_bytes / MEGA:.0f} MB at most.")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, limits)
            taken = 0
            for entry in entries:
                label = _label(entry.filename)
                if label is None:
                    continue
                target = folder / label / f"{taken:06d}{PurePosixPath(entry.filename).suffix.lower()}"
                taken += _copied(archive, entry, target, limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise DataError(f"The zip file cannot be unpacked ({' '.join(str(error).split())[:100]}).") from None
    if not taken:
        raise DataError(f"The zip file holds nothing to learn from. {LAYOUT}")
    return Unpacked(taken, len(entries) - taken)


def _check(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_files:
        raise DataError(f"The zip file holds too many files: {limits.zip_files:,} at most.")
    if sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        raise DataError(
            f"The zip file is too large unpacked: {limits.unzipped_bytes / MEGA:,.0f} MB at most."
        )
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or ":" in parts[0]:
            raise DataError(f"The zip file is refused: {name[:80]!r} leads out of its folder.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise DataError(f"The zip file is refused: {name[:80]!r} is a link.")
        if entry.flag_bits & PASSWORDED:
            raise DataError("The zip file has a password. Pack it without one.")


def _label(name: str) -> str | None:
    """The folder 0 to 9 that a file lies in, None if in none, or if it is no image."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.name.startswith(".") or path.suffix.lower() not in ENDINGS or "__MACOSX" in path.parts:
        return None
    labels = [part for part in path.parent.parts if len(part) == 1 and part in "0123456789"]
    return labels[-1] if labels else None


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: Limits) -> bool:
    """Writes a file; False if it is too large, or no image."""
    if entry.file_size > limits.file_bytes:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, target.open("wb") as file:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:  # it is longer than it says
                break
            file.write(chunk)
    if left >= 0 and _is_image(target, limits):
        return True
    target.unlink()
    return False


def _is_image(path: Path, limits: Limits) -> bool:
    try:
        with Pillow.open(path, formats=FORMATS) as image:
            return image.width * image.height <= limits.pixels
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return False
