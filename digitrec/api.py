"""Reading in one call: `digitrec.read(source)`, and `digitrec.read_many(sources)` for many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Protocol, overload

from digitrec.errors import DigitrecError, ImageError, InputError, InputTypeError
from digitrec.files.documents import Pages
from digitrec.files.images import MOST_PIXELS
from digitrec.files.kept import kept_picture
from digitrec.files.sources import WHAT_IS_TAKEN, Limits, Source, name_of, open_source
from digitrec.types import Image, Reading

OnError = Callable[[Source, DigitrecError], None]


class ImageReader(Protocol):
    """What is needed of a reader; `digitrec.load_reader` gives one."""

    def read(self, image: Image) -> Reading:
        """Reads all numbers of an image."""


@overload
def read(
    source: list[Any] | tuple[Any, ...],
    *,
    rgb: bool = ...,
    page: None = ...,
    max_pixels: int = ...,
    reader: ImageReader | None = ...,
) -> list[Reading]: ...
@overload
def read(
    source: Source,
    *,
    rgb: bool = ...,
    page: int | None = ...,
    max_pixels: int = ...,
    reader: ImageReader | None = ...,
) -> Reading: ...
def read(
    source: Source,
    *,
    rgb: bool = False,
    page: int | None = None,
    max_pixels: int = MOST_PIXELS,
    reader: ImageReader | None = None,
) -> Reading | list[Reading]:
    """Reads all handwritten numbers of an image.

    Args:
        source: a path, the bytes of a file, a binary file object, a `data:` URI, a PIL image, or an array
            (uint8, bool, uint16, or float in 0..1 or 0..255; grey, BGR or BGRA, as OpenCV gives it). A list
            or tuple of these gives a list of readings. PDF and HEIC take `pip install "digitrec[files]"`.
        rgb: whether the channels of arrays are RGB or RGBA.
        page: of a document with several, from 1. Without it such a document is refused, so that none of its
            pages is missed: `read_many(document)` reads all.
        max_pixels: an image with more is refused before it is decoded.
        reader: reads; None = the best models, loaded once and kept.

    Returns:
        The reading: `.text`, `.numbers`, `.lines`, `.digits`, `.confidence`, `.doubtful`, `.to_dict()`,
        `.annotate()`. Boxes are in pixels of the image, turned upright as its EXIF data says.

    Raises:
        InputError: `source` is no image; also a ValueError, and a TypeError where it is of the wrong kind.
        ImageError: a file is missing or broken.
        ModelError: there is no usable model.

    Examples:
        >>> import digitrec
        >>> reading = digitrec.read("docs/example.jpg")
        >>> print(reading)
        13540
        862
        >>> [number.text for number in reading.numbers]
        ['13540', '862']
        >>> reading.doubtful
        False
        >>> digitrec.read("gone.png")
        Traceback (most recent call last):
            ...
        digitrec.errors.ImageError: gone.png: there is no such file.
    """
    limits = Limits(rgb, max_pixels)
    if isinstance(source, (list, tuple)):
        if page is not None:
            raise InputError("page goes with one source, not with a list.")
        return list(_one_by_one(source, limits, reader, None))
    pages = open_source(source, limits)
    index = _index(source, pages, page)
    return _read(source, pages[index], index, limits, reader, pages)


@overload
def read_many(
    sources: Source,
    *,
    rgb: bool = ...,
    max_pixels: int = ...,
    reader: ImageReader | None = ...,
    on_error: None = ...,
) -> Iterator[Reading]: ...
@overload
def read_many(
    sources: Source,
    *,
    rgb: bool = ...,
    max_pixels: int = ...,
    reader: ImageReader | None = ...,
    on_error: OnError,
) -> Iterator[Reading | None]: ...
def read_many(
    sources: Iterable[Source] | Source,
    *,
    rgb: bool = False,
    max_pixels: int = MOST_PIXELS,
    reader: ImageReader | None = None,
    on_error: OnError | None = None,
) -> Iterator[Reading | None]:
    r"""Reads many images one after the other, each when its reading is asked for.

    Args:
        sources: what `read` takes, any number of them; or one document, of which all pages are read.
        rgb: see `read`.
        max_pixels: see `read`.
        reader: see `read`.
        on_error: is told of a source that cannot be read, and why; None takes the place of its reading.
            Without it the error is raised.

    Yields:
        A reading a source, in their order.

    Examples:
        >>> import digitrec
        >>> [reading.text for reading in digitrec.read_many(["docs/example.jpg"])]
        ['13540\n862']
        >>> broken = []
        >>> list(digitrec.read_many(["gone.png"], on_error=lambda source, error: broken.append(source)))
        [None]
        >>> broken
        ['gone.png']
    """
    limits = Limits(rgb, max_pixels)
    if _is_one(sources):
        return _all_pages(sources, limits, reader)
    return _one_by_one(sources, limits, reader, on_error)


def _is_one(source: Any) -> bool:
    """Whether it is a source itself, not several."""
    whole = isinstance(source, (str, bytes, bytearray, memoryview)) or hasattr(source, "__fspath__")
    return whole or hasattr(source, "read") or hasattr(source, "__array__") or not hasattr(source, "__iter__")


def _one_by_one(
    sources: Iterable[Source], limits: Limits, reader: ImageReader | None, on_error: OnError | None
) -> Iterator[Any]:
    """Readings of sources, each of one image."""
    for source in sources:
        try:
            if isinstance(source, (int, float, list, tuple)):
                raise InputTypeError(
                    f"A list holds sources, got {type(source).__name__}: give {WHAT_IS_TAKEN}."
                )
            pages = open_source(source, limits)
            image = pages[_index(source, pages, None)]
        except ImageError as error:  # noqa: PERF203 - reading takes a thousand times as long
            if on_error is None:
                raise
            on_error(source, error)
            yield None
        else:
            yield _read(source, image, 0, limits, reader)


def _all_pages(source: Source, limits: Limits, reader: ImageReader | None) -> Iterator[Reading]:
    pages = open_source(source, limits)
    for index in range(len(pages)):
        yield _read(source, pages[index], index, limits, reader)


def _read(
    source: Source,
    image: Image,
    index: int,
    limits: Limits,
    reader: ImageReader | None,
    pages: Pages | None = None,
) -> Reading:
    """Reads an image; keeps for its picture the path, or the pages where they are given."""
    reading = (reader or default_reader()).read(image)
    return replace(reading, picture=kept_picture(source, index, limits, pages))


def _index(source: Source, pages: Pages, page: int | None) -> int:
    count = len(pages)
    if page is None and count == 1:
        return 0
    if page is None:
        raise InputError(
            f"{name_of(source)} has {count} pages: name one, page=1, or read all: digitrec.read_many(...)."
        )
    if not 1 <= page <= count:
        raise InputError(f"{name_of(source)} has no page {page}: they are 1 to {count}.")
    return page - 1


_lock = threading.Lock()
_default: list[ImageReader] = []  # the reader of `read`, once it is loaded


def default_reader() -> ImageReader:
    """The best models, loaded when they are first asked for."""
    with _lock:
        if not _default:
            from digitrec.reading.reader import load_reader

            _default.append(load_reader())
        return _default[0]
