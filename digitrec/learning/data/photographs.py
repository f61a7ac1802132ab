"""Photographs without handwriting: backgrounds, and images that hold nothing to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

from digitrec.errors import DataError, ImageError
from digitrec.files.documents import load_image
from digitrec.page.images import as_bgr, resized
from digitrec.types import Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
LONGEST = 640  # pixels: of a photograph's longer side; larger ones are reduced
KEPT = 200  # photographs in memory, at most 1.2 MB each


class Photographs(Sequence[Image]):
    """Photographs that are decoded when they are asked for; the last ones are kept.

    Args:
        paths: image files.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._kept: dict[Path, Image] = {}

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, index: int) -> Image: ...
    @overload
    def __getitem__(self, index: slice) -> Photographs: ...
    def __getitem__(self, index: int | slice) -> Image | Photographs:
        """One photograph, (H, W, 3) BGR uint8, its longer side at most LONGEST; of a slice, a part of them.

        Raises:
            DataError: the file is no image.
            IndexError: there are not so many.
        """
        if isinstance(index, slice):
            return Photographs(self._paths[index])
        path = self._paths[index]
        if path not in self._kept:
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[path] = _load(path)
        return self._kept[path]

    def chosen(self, indices: Iterable[int]) -> Photographs:
        """Some of them."""
        return Photographs(self._paths[index] for index in indices)

    def __reduce__(self) -> tuple[type[Photographs], tuple[tuple[Path, ...]]]:
        """Other processes decode for themselves."""
        return Photographs, (self._paths,)


def load_photographs(folders: Iterable[str | Path]) -> Photographs:
    """Finds photographs; none is decoded yet.

    Args:
        folders: with image files, in folders of any depth; other files are passed over.

    Returns:
        In the order of the folders and names.

    Raises:
        DataError: a folder is missing or holds no image file.
    """
    return Photographs(path for folder in folders for path in _find(Path(folder)))


def _find(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}. Name one that holds photographs.")
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    ]
    if not found:
        raise DataError(f"{folder} holds no photographs ({' '.join(SUFFIXES)}). Put some there.")
    return found


def _load(path: Path) -> Image:
    try:
        image = as_bgr(load_image(path))
    except ImageError as error:
        raise DataError(f"{path} is no photograph: {error}. Remove it.") from None
    return resized(image, min(1.0, LONGEST / max(image.shape[:2])))
