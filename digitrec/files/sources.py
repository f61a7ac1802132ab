"""What `digitrec.read` takes: paths, bytes, file objects, data URIs, PIL images and arrays, as images."""

from __future__ import annotations

import binascii
import os
import re
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from digitrec.arrays import image_of, no_image
from digitrec.errors import ImageError, InputError, InputTypeError
from digitrec.files.documents import Pages, open_pages
from digitrec.files.images import LARGEST_FILE, MEGA, MOST_PIXELS, content_of
from digitrec.types import Image

Source: TypeAlias = Any  # str, PathLike, bytes, a file object, a PIL image, or an array

WHAT_IS_TAKEN = "a path, bytes, a file object, a data: URI, a PIL image or a NumPy array"
DATA, WEB = "data:", re.compile(r"(https?|ftp|s3|gs|rtsp)://", re.IGNORECASE)
LONGEST_NAME = 120  # characters of a name in a message
WIDE = {"I", "I;16", "I;16B", "I;16L", "F"}  # modes of PIL with more than eight bits


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken of a source.

    Args:
        rgb: whether the channels of arrays are RGB or RGBA, not BGR or BGRA.
        most_pixels: a larger image is refused before it is decoded.
    """

    rgb: bool = False
    most_pixels: int = MOST_PIXELS


class OneImage:
    """An image that is decoded already, as the only page."""

    def __init__(self, image: Image) -> None:
        self._image = image

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> Image:
        if index != 0:
            raise IndexError(index)
        return self._image


def open_source(source: Source, limits: Limits = Limits()) -> Pages:
    """Opens whatever holds an image, or several.

    Args:
        source: a path (str or PathLike), the bytes of a file, a binary file object, a `data:` URI, a PIL
            image, or an array: uint8, bool, uint16, or float in 0..1 or 0..255, grey, BGR or BGRA.
        limits: what is taken.

    Returns:
        Its images; those of files are decoded when they are asked for.

    Raises:
        InputError, InputTypeError: `source` holds no image.
        ImageError: a file cannot be read. All messages name what was given.
    """
    if isinstance(source, np.ndarray):
        return OneImage(image_of(source, limits.rgb))
    if _is_pillow(source):
        return OneImage(_from_pillow(source, limits))
    if callable(getattr(source, "__array__", None)):
        return OneImage(image_of(_from_array_like(source), limits.rgb))
    try:
        return open_pages(_content(source), limits.most_pixels)
    except ImageError as error:
        if isinstance(error, InputError):
            raise
        raise ImageError(f"{name_of(source)}: {error}.") from None


def is_data_uri(source: str) -> bool:
    """Whether a text is a `data:` URI, not a path."""
    return source[: len(DATA)].lower() == DATA


def name_of(source: Source) -> str:
    """What a message calls a source: its path where it has one, else what it is."""
    if isinstance(source, str) and is_data_uri(source):
        return "the data: URI"
    if isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        shown = name if isinstance(name, str) else os.fsdecode(name)
        return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - 3] + "..."
    named = getattr(source, "name", None)
    if isinstance(named, str):
        return named
    return f"the {type(source).__name__} given"


def _content(source: Source) -> bytes:
    """The bytes of a file, wherever they are."""
    if isinstance(source, str):
        if is_data_uri(source):
            return _from_uri(source)
        if WEB.match(source):
            raise InputError(f"{name_of(source)} is an address: fetch it, and give the bytes.")
    if isinstance(source, (str, os.PathLike)):
        return content_of(Path(os.fsdecode(source)))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _bounded(bytes(source))
    if callable(getattr(source, "read", None)):
        return _from_file(source)
    raise _no_source(source)


def _bounded(content: bytes) -> bytes:
    if not content:
        raise ImageError("it is empty")
    if len(content) > LARGEST_FILE:
        raise ImageError(f"it is too large ({len(content) / 2**30:.1f} GB)")
    return content


def _from_file(file: Any) -> bytes:
    try:
        content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise ImageError(f"it cannot be read ({error})") from None
    if not isinstance(content, (bytes, bytearray)):
        raise InputTypeError(f"{name_of(file)} is open as text: open it with mode 'rb'.")
    return _bounded(bytes(content))


def _from_uri(uri: str) -> bytes:
    """The content of a `data:` URI (RFC 2397)."""
    head, comma, body = uri.partition(",")
    if not comma:
        raise InputError("The data: URI has no comma, and so no data.")
    content = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return _bounded(content)
    try:
        return _bounded(b64decode(content))
    except binascii.Error as error:
        raise InputError(f"The data: URI is no base64 ({error}).") from None


def _is_pillow(source: Source) -> bool:
    """Whether it is an image of PIL, which is not imported for that."""
    pillow = sys.modules.get("PIL.Image")
    return pillow is not None and isinstance(source, pillow.Image)


def _from_pillow(picture: Any, limits: Limits) -> Image:
    """An image of PIL, turned upright as its EXIF data says, as the file would be."""
    from PIL import ImageOps

    width, height = picture.size
    if width * height > limits.most_pixels:
        raise InputError(
            f"The image has {width:,} x {height:,} pixels, more than {limits.most_pixels / MEGA:g} million."
        )
    try:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in WIDE:
            return _of_wide(np.asarray(upright))
        clear = "A" in upright.getbands() or "transparency" in upright.info
        plain = upright if upright.mode in ("1", "L") else upright.convert("RGBA" if clear else "RGB")
        return image_of(np.asarray(plain), rgb=True)
    except (OSError, SyntaxError, EOFError) as error:  # it is decoded only now
        raise ImageError(f"{name_of(picture)}: it cannot be decoded ({error}).") from None


def _of_wide(values: NDArray[Any]) -> Image:
    """Values of sixteen bits and more, of which PIL does not say how high they may go."""
    if values.dtype.kind != "f" and values.max() > 255:
        return image_of(np.clip(values, 0, 65535).astype(np.uint16))
    return image_of(values)


def _from_array_like(source: Any) -> NDArray[Any]:
    """The array of a tensor of another library."""
    try:
        return np.asarray(source)
    except (TypeError, ValueError, RuntimeError) as error:
        raise InputTypeError(f"{name_of(source).capitalize()} gives no array ({error}).") from None


def _no_source(source: Source) -> InputTypeError:
    if source is None:
        return no_image(source)
    return InputTypeError(f"An image was expected, got {type(source).__name__}: give {WHAT_IS_TAKEN}.")
