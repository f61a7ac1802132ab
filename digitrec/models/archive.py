"""Looks into a `.keras` file before Keras does: sizes and contents, without running anything.

Keras' own safe mode refuses Lambda layers; past holes in it went through other classes and through
weights that unpack to any size. So only names of Keras' own building blocks pass here, and only sane sizes.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digitrec.errors import ModelError

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MOST_MEMBERS = 64
LARGEST_CONFIG = 16 << 20  # bytes
LARGEST_WEIGHTS = 1 << 30  # bytes, unpacked
KERAS_MODULES = ("keras", "builtins")
CODE_CLASSES = frozenset({"Lambda", "TFSMLayer", "TorchModuleWrapper", "FlaxLayer", "JaxLayer", "function"})
FILE_CLASSES = frozenset({"StringLookup", "IntegerLookup", "TextVectorization"})


def check_archive(path: Path) -> None:
    """Checks a `.keras` file's container and its list of layers.

    Raises:
        ModelError: it is no Keras model, too large, or holds code; the message does not name the file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist()}
            _check_members(members)
            config = json.loads(archive.read(CONFIG))
    except zipfile.BadZipFile:
        raise ModelError("it is broken or no .keras file") from None
    except (ValueError, RecursionError):
        raise ModelError("its list of layers is broken") from None
    except (OSError, EOFError, RuntimeError, zlib.error) as error:
        raise ModelError(f"it cannot be read ({error})") from None
    _check_config(config.get("config") if isinstance(config, dict) else None)


def _check_members(members: dict[str, zipfile.ZipInfo]) -> None:
    for name in (CONFIG, WEIGHTS):
        if name not in members:
            raise ModelError(f"it is no Keras 3 model (no {name} inside)")
    size = sum(member.file_size for member in members.values())
    if len(members) > MOST_MEMBERS or size > LARGEST_WEIGHTS or members[CONFIG].file_size > LARGEST_CONFIG:
        raise ModelError(f"it unpacks to {size / 2**20:.0f} MB, too much for a digit model")


def _check_config(config: Any) -> None:
    try:
        for named in _dicts(config):
            module, kind = named.get("module"), named.get("class_name")
            if not isinstance(kind, str):
                continue
            root = str(module or "keras").split(".")[0]
            if root not in KERAS_MODULES or kind in CODE_CLASSES or kind in FILE_CLASSES:
                raise ModelError(f"it holds code of its own ({module or 'keras'}.{kind}), which is never run")
    except RecursionError:
        raise ModelError("its list of layers is broken") from None


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _dicts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _dicts(part)


def check_weights(path: Path) -> None:
    """Checks that the weights of a `.keras` file are plain arrays of sane size.

    Raises:
        ModelError: they are broken, link elsewhere or are too large; the message does not name the file.
    """
    import h5py  # comes with TensorFlow, and is only needed where TensorFlow is

    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(WEIGHTS) as packed,
            h5py.File(packed, "r") as file,
        ):
            size = _weights_size(file, h5py)
    except (OSError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"its weights are broken ({str(error).splitlines()[0]})") from None
    if size > LARGEST_WEIGHTS:
        raise ModelError(f"its weights take {size / 2**20:.0f} MB, too much for a digit model")


def _weights_size(group: Any, h5py: Any) -> int:
    size = 0
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ModelError("its weights link to other files")
        part = group[name]
        if isinstance(part, h5py.Group):
            size += _weights_size(part, h5py)
        elif part.is_virtual or part.external:
            raise ModelError("its weights link to other files")
        else:
            size += int(part.nbytes)
    return size
