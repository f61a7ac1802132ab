"""digitrec reads handwritten numbers: drawn with the mouse, on paper before a webcam, in image files.

In one line:

    import digitrec
    print(digitrec.read("photo.jpg"))

`read` takes paths, bytes, PIL images and arrays, `read_many` any number of them; `load_reader` chooses a
model. What reads is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from digitrec.errors import DigitrecError, ImageError, InputError, ModelError

if TYPE_CHECKING:
    from digitrec.api import read, read_many
    from digitrec.reading.reader import Reader, load_reader
    from digitrec.types import Box, Digit, Line, Number, Reading

__version__ = "0.1.0"
__all__ = [
    "Box",
    "Digit",
    "DigitrecError",
    "ImageError",
    "InputError",
    "Line",
    "ModelError",
    "Number",
    "Reader",
    "Reading",
    "load_reader",
    "read",
    "read_many",
]

_HOMES = {
    **dict.fromkeys(("read", "read_many"), "digitrec.api"),
    **dict.fromkeys(("Reader", "load_reader"), "digitrec.reading.reader"),
    **dict.fromkeys(("Box", "Digit", "Line", "Number", "Reading"), "digitrec.types"),
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for, so that `import digitrec` stays instant."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
