"""Data sets that are arrays: `.npz` files, and folders of IDX files as MNIST is distributed."""

from __future__ import annotations

import gzip
import struct
import tokenize
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import DataError
from digitrec.learning.data.dataset import DIGITS, Images, no_images
from digitrec.page.normalise import to_model_input
from digitrec.types import GLYPH_SIDE

LAYOUTS = (("x_train", "y_train", "x_test", "y_test"), ("x", "y"), ("images", "labels"))
IDX_BYTES = 0x08  # the type code of unsigned bytes, the only one MNIST uses
LARGEST_SET = 4 << 30  # bytes
BRIGHT_PAPER = 128  # grey levels: if the borders of most images are brighter, ink is dark in this set
# What zipfile, zlib and NumPy raise where a file is broken: headers of arrays are small pieces of Python.
BROKEN = (
    *(
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        EOFError,
        OverflowError,
        MemoryError,
    ),
    *(
        SyntaxError,
        RecursionError,
        RuntimeError,
        tokenize.TokenError,
        struct.error,
        zlib.error,
        zipfile.BadZipFile,
    ),
)


def read_npz(path: Path) -> tuple[Images, Images]:
    """Reads an `.npz`: x_train, y_train, perhaps x_test and y_test, as Keras has it; or x and y.

    Args:
        path: the file; images (N, H, W) or (N, H, W, 1), uint8 or floats in [0, 1].

    Returns:
        Images to learn from, and images to test with (perhaps none).

    Raises:
        DataError: the file is missing, broken, or holds something else.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what NumPy thinks of old headers is of no use to a reader
            learn, test = _read_arrays(path)
    except BROKEN as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise DataError(
            f"{path} cannot be read ({reason[:200]}). "
            "Name an .npz with x_train and y_train (perhaps x_test and y_test) by --data."
        ) from None
    return learn, test


def _read_arrays(path: Path) -> tuple[Images, Images]:
    _check_container(path)
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        found = next((names for names in LAYOUTS if set(names[:2]) <= set(arrays.files)), None)
        if found is None:
            raise ValueError(f"it holds {', '.join(arrays.files) or 'nothing'}")
        learn = as_images(arrays[found[0]], arrays[found[1]], str(path))
        tests = len(found) == 4 and set(found[2:]) <= set(arrays.files)
        test = as_images(arrays["x_test"], arrays["y_test"], str(path)) if tests else no_images()
    return learn, test


def _check_container(path: Path) -> None:
    """Refuses what is no zip file, or unpacks to more than a set of images may take."""
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > LARGEST_SET:
        raise ValueError(f"it unpacks to {size / 2**30:.0f} GB")


def read_idx_folder(folder: Path) -> tuple[Images, Images]:
    """Reads a folder of IDX files, packed by gzip or not: `train-images-idx3-ubyte` and its companions.

    Returns:
        Images to learn from, and images to test with (perhaps none).

    Raises:
        DataError: a companion is missing, or a file is broken.
    """
    learn = _idx_pair(folder, "train")
    if learn is None:
        raise DataError(f"{folder} holds no train-images-idx3-ubyte (or .gz). Name the folder that has it.")
    return learn, _idx_pair(folder, "t10k") or _idx_pair(folder, "test") or no_images()


def has_idx(folder: Path) -> bool:
    """Whether a folder holds IDX files."""
    return any(folder.glob("*images*idx3*"))


def _idx_pair(folder: Path, part: str) -> Images | None:
    images = sorted(folder.glob(f"*{part}-images*idx3*"))
    if not images:
        return None
    labels = images[0].with_name(images[0].name.replace("images", "labels").replace("idx3", "idx1"))
    if not labels.exists():
        raise DataError(f"{images[0]} has no labels: {labels.name} is missing beside it.")
    inks = read_idx(images[0])
    if inks.ndim == 3 and images[0].name.startswith("emnist"):
        inks = inks.transpose(0, 2, 1)  # EMNIST's images lie on their sides
    return as_images(inks, read_idx(labels), str(images[0]))


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Reads one IDX file of unsigned bytes.

    Raises:
        DataError: it is no such file, or cut short.
    """
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            zeros, kind, dimensions = struct.unpack(">HBB", file.read(4))
            if zeros != 0 or kind != IDX_BYTES or not 1 <= dimensions <= 3:
                raise ValueError("its first bytes are not those of an IDX file of unsigned bytes")
            shape = struct.unpack(f">{dimensions}I", file.read(4 * dimensions))
            size = int(np.prod(shape, dtype=object))
            if size > LARGEST_SET:
                raise ValueError(f"it claims to hold {size / 2**30:.0f} GB")
            content = file.read(size)
    except (OSError, EOFError, ValueError, struct.error, zlib.error) as error:
        raise DataError(f"{path} is no IDX file that can be read ({error}). Fetch it again.") from None
    if len(content) < size:
        raise DataError(f"{path} is cut short: {len(content):,} of {size:,} bytes. Fetch it again.")
    return np.frombuffer(content, np.uint8).reshape(shape)


def as_images(inks: NDArray[np.generic], labels: NDArray[np.generic], where: str) -> Images:
    """Checks arrays and makes them images of the size that models see.

    Args:
        inks: (N, H, W) or (N, H, W, 1); uint8, or floats in [0, 1]; either polarity.
        labels: (N,) whole numbers, 0 to 9.
        where: the file, for messages.

    Raises:
        DataError: shapes, values or labels are others.
    """
    if inks.ndim == 4 and inks.shape[-1] == 1:
        inks = inks[..., 0]
    if labels.ndim == 2 and 1 in labels.shape:
        labels = labels.reshape(-1)
    if inks.ndim != 3 or labels.ndim != 1 or len(inks) != len(labels) or inks[:1].size == 0:
        raise DataError(
            f"{where} holds images {inks.shape} and labels {labels.shape}, "
            "expected (N, height, width) and (N,): write it so."
        )
    return Images(_of_model_size(_as_ink(inks, where)), _checked_labels(labels, where))


def _checked_labels(labels: NDArray[np.generic], where: str) -> NDArray[np.int64]:
    if not np.issubdtype(labels.dtype, np.integer):
        raise DataError(f"{where} has labels of type {labels.dtype}, expected whole numbers 0 to 9.")
    whole = labels.astype(np.int64)
    wrong = np.flatnonzero((whole < 0) | (whole >= DIGITS))
    if len(wrong):
        raise DataError(
            f"{where} has {len(wrong):,} labels out of range, the first is {whole[wrong[0]]} at image "
            f"{wrong[0]}. Labels are 0 to 9: take the others out."
        )
    return whole


def _as_ink(inks: NDArray[np.generic], where: str) -> NDArray[np.uint8]:
    if np.issubdtype(inks.dtype, np.floating):
        if not (np.isfinite(inks).all() and inks.min() >= 0 and inks.max() <= 1):
            raise DataError(f"{where} has images with values outside [0, 1]: scale them, or give uint8.")
        inks = np.rint(inks.astype(np.float32) * 255).astype(np.uint8)
    if inks.dtype != np.uint8:
        raise DataError(f"{where} has images of type {inks.dtype}, expected uint8, or floats in [0, 1].")
    ink = inks.astype(np.uint8, copy=False)
    borders = np.concatenate([ink[:, 0], ink[:, -1], ink[:, :, 0], ink[:, :, -1]], axis=1)
    dark_ink = np.median(borders.mean(axis=1)) > BRIGHT_PAPER
    return np.asarray(255 - ink if dark_ink else ink, np.uint8)


def _of_model_size(inks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if inks.shape[1:] == (GLYPH_SIDE, GLYPH_SIDE):
        return inks
    return np.stack([np.rint(to_model_input(ink) * 255).astype(np.uint8) for ink in inks])
