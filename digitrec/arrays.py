"""Arrays of any kind that hold an image, as the uint8 arrays that are read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import InputError, InputTypeError

WHAT_IS_TAKEN = "(H, W) or (H, W, 1|3|4), uint8, bool, uint16, or float in 0..1 or 0..255"
MOST_CHANNELS = 4


def image_of(array: NDArray[Any], rgb: bool = False) -> NDArray[np.uint8]:
    """An image array as it is read: uint8, OpenCV's channel order.

    Args:
        array: (H, W) or (H, W, 1|2|3|4): grey, grey with alpha, BGR, BGRA. uint8; bool, True = white; uint16,
            of which the upper eight bits count; floats in 0..1 or, where one is above 1, in 0..255; other
            whole numbers in 0..255.
        rgb: whether the channels are RGB or RGBA.

    Returns:
        (H, W) or (H, W, 3|4) uint8; the array itself where it is that already.

    Raises:
        InputError: it holds no image; the message says what it holds and what is taken.

    Examples:
        >>> image_of(np.array([[0.0, 1.0]])).tolist()
        [[0, 255]]
    """
    if array.ndim not in {2, 3} or array.size == 0 or (array.ndim == 3 and array.shape[2] > MOST_CHANNELS):
        raise InputError(f"An image must be {WHAT_IS_TAKEN}, got {array.shape}.{_hint(array.shape)}")
    bytes_ = _eight_bits(array)
    if bytes_.ndim == 2:
        return bytes_
    if bytes_.shape[2] == 1:
        return bytes_[:, :, 0]
    if bytes_.shape[2] == 2:
        return np.ascontiguousarray(bytes_[:, :, [0, 0, 0, 1]])
    if rgb:
        return np.ascontiguousarray(bytes_[:, :, [2, 1, 0, 3][: bytes_.shape[2]]])
    return bytes_


def no_image(value: object, way_in: str = "") -> InputTypeError:
    """The error for something that is no array.

    Args:
        value: what was given.
        way_in: a sentence on what would take it, "" for none.
    """
    if value is None:
        return InputTypeError(
            "An image was expected, got None: cv2.imread gives that for a file that is missing or no image. "
            "digitrec.read(path) says which."
        )
    return InputTypeError(f"image must be a uint8 array, got {type(value).__name__}. {way_in}".rstrip())


def _hint(shape: tuple[int, ...]) -> str:
    """The likely remedy, as a sentence with a space before it; "" if none is likely."""
    if len(shape) == 3 and shape[0] in {1, 3, 4}:
        return " The channels come last: give np.moveaxis(image, 0, -1)."
    if len(shape) == 4:
        return " One image at a time: give list(images)."
    if 0 in shape:
        return " It is empty."
    return ""


def _eight_bits(array: NDArray[Any]) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return np.asarray(array, np.uint8)
    if array.dtype == np.bool_:
        return np.where(array, np.uint8(255), np.uint8(0))
    if array.dtype.kind not in "uif":
        raise InputError(f"An image must be {WHAT_IS_TAKEN}, got an array of {array.dtype}.")
    low, high = array.min(), array.max()
    if array.dtype == np.uint16 and high > 255:
        return np.asarray(array >> 8, np.uint8)
    if not (low >= 0 and high <= 255):  # also where there are NaN
        raise InputError(f"An image must be {WHAT_IS_TAKEN}, got {array.dtype} from {low:g} to {high:g}.")
    if array.dtype.kind != "f":
        return array.astype(np.uint8)
    return np.asarray(np.rint(array * (255 if high <= 1 else 1)), np.uint8)
