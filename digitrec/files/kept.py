"""How a reading finds its image again, for the picture that a notebook shows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digitrec.files.documents import Pages
from digitrec.files.sources import Limits, Source, is_data_uri, open_source
from digitrec.types import Image


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Gives the image of a reading again; not kept where the reading is pickled.

    Args:
        pages: opens the source again.
        page: which of its images, from 0.
    """

    pages: Callable[[], Pages]
    page: int

    def __call__(self) -> Image:
        """Opens the source, and decodes the image."""
        return self.pages()[self.page]

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return _nothing, ()


def _nothing() -> None:
    """What a picture becomes that is sent to another process."""


def kept_picture(source: Source, page: int, limits: Limits, pages: Pages | None = None) -> Kept | None:
    """What gives the image of a source again.

    Args:
        source: the source; of a file only its path is kept, which takes no memory.
        page: which of its images, from 0.
        limits: with which it was opened.
        pages: kept where the source is no path; None: then nothing is.
    """
    if isinstance(source, str) and is_data_uri(source):
        return Kept(partial(open_source, source, limits), page)
    if isinstance(source, (str, os.PathLike)):
        return Kept(partial(open_source, Path(os.fsdecode(source)).absolute(), limits), page)
    return None if pages is None else Kept(lambda: pages, page)
