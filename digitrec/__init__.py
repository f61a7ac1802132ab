"""digitrec reads handwritten numbers: drawn with the mouse, on paper before a webcam, in image files.

In three lines:

    import digitrec
    reader = digitrec.load_reader()
    reader.read(image).text

Images are uint8 arrays in OpenCV's channel order. What reads is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digitrec.errors import DigitrecError
from digitrec.types import Box, Digit, Line, Reading

if TYPE_CHECKING:
    from digitrec.reading.reader import Reader, load_reader

__version__ = "0.1.0"
__all__ = ["Box", "Digit", "DigitrecError", "Line", "Reader", "Reading", "load_reader"]


def __getattr__(name: str) -> Any:
    """Loads the reader when it is first asked for, so that `import digitrec` stays instant."""
    if name in {"Reader", "load_reader"}:
        from digitrec.reading import reader

        return getattr(reader, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
