"""Which files are looked for in folders, by how their names end."""

from __future__ import annotations

from importlib.util import find_spec

IMAGES = frozenset(
    f".{ending}"
    for ending in (
        *("avif", "bmp", "dib", "gif", "hdr", "jp2", "jpe", "jpeg", "jpg", "pam", "pbm", "pfm"),
        *("pgm", "pic", "png", "pnm", "ppm", "pxm", "ras", "sr", "tif", "tiff", "webp"),
    )
)
DOCUMENTS = {".pdf": "pypdfium2", ".heic": "pillow_heif", ".heif": "pillow_heif"}  # and what reads them
EXTRA = 'pip install "digitrec[files]"'


def read_endings() -> frozenset[str]:
    """The endings of what can be read here, in small letters; of the extra `files` where it is installed."""
    return IMAGES | {ending for ending, module in DOCUMENTS.items() if find_spec(module) is not None}
