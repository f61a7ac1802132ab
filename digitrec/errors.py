"""Errors a user can act on.

    DigitrecError                 exit code 1; the message says what, where and the remedy
    ├── ModelError                a model file is missing, broken, hostile or of the wrong shape
    ├── ImageError                an image or image file cannot be read
    │   └── InputError            what was given to be read is no image; also a ValueError
    │       └── InputTypeError    it is of a kind that holds none; also a TypeError
    ├── DataError                 training data is missing or unusable
    ├── DisplayError              no window can be opened
    └── SourceError               a camera, video or stream cannot be opened

Mistakes of the calling program stay `ValueError` and `TypeError`.
"""

from __future__ import annotations


class DigitrecError(Exception):
    """Something the user can mend; its message is one line with the remedy."""

    exit_code = 1


class ModelError(DigitrecError):
    """A model file is missing, broken, hostile or of the wrong shape."""


class ImageError(DigitrecError):
    """An image or image file cannot be read."""


class InputError(ImageError, ValueError):
    """What a program gave to be read is no image."""


class InputTypeError(InputError, TypeError):
    """What a program gave to be read is of a kind that holds no image."""


class DataError(DigitrecError):
    """Training data is missing or unusable."""


class DisplayError(DigitrecError):
    """No window can be opened."""


class SourceError(DigitrecError):
    """A camera, video or stream cannot be opened."""
