"""The `.tflite` twin beside a `.keras` file, and how it says which file it was made from.

A FlatBuffer is read from its start, so a trailer behind it disturbs no reader (a test loads one). The trailer
is `MAGIC`, the SHA-256 of the `.keras` file and the SHA-256 of the FlatBuffer: a twin that is stale,
cut short or altered is seen before it is loaded.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

MAGIC = b"\ndigitrec twin 1 "
DIGEST_LENGTH = 64  # hex characters of a SHA-256
TRAILER_LENGTH = len(MAGIC) + 2 * DIGEST_LENGTH  # bytes


def with_trailer(flatbuffer: bytes, keras_digest: str) -> bytes:
    """The content of a twin file.

    Args:
        flatbuffer: the compiled model.
        keras_digest: SHA-256 of the `.keras` file it was made from, in hex.
    """
    own = hashlib.sha256(flatbuffer).hexdigest()
    return flatbuffer + MAGIC + keras_digest.encode("ascii") + own.encode("ascii")


def fresh_twin(path: Path, keras_digest: str) -> bytes | None:
    """Reads a twin if it is whole and was made from the `.keras` file of that digest.

    Args:
        path: the `.tflite` file.
        keras_digest: SHA-256 of the `.keras` file, in hex.

    Returns:
        The FlatBuffer, or None if there is no such twin.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    flatbuffer, trailer = content[:-TRAILER_LENGTH], content[-TRAILER_LENGTH:]
    if trailer != with_trailer(b"", keras_digest)[: len(MAGIC) + DIGEST_LENGTH] + trailer[-DIGEST_LENGTH:]:
        return None
    own = hashlib.sha256(flatbuffer).hexdigest()
    return flatbuffer if trailer.endswith(own.encode("ascii")) else None
