"""Files that are named by an address, `s3://bucket/scan.png`, through fsspec (of the extra `cluster`).

Names are listed on the machine that asks; what the files hold is fetched by the worker that reads them.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from digitrec.cli.shared.cluster import EXTRA, reason_of
from digitrec.cli.shared.find import ADDRESS, Found, Search
from digitrec.errors import DigitrecError, ImageError
from digitrec.files.images import LARGEST_FILE

LONGEST_REASON = 200  # characters
LISTED_BY_PAGES = ("http", "https")  # there ? is no pattern but a query


class AddressSearch(Search):
    """Looks for files by path and by address; a folder elsewhere ends with `/`."""

    def _of_one(self, text: str) -> Iterator[Found]:
        if not ADDRESS.match(text):
            yield from super()._of_one(text)
            return
        scheme = text.partition("://")[0].lower()
        if text.endswith("/"):
            yield from self._listed(text, folder=True)
        elif scheme not in LISTED_BY_PAGES and glob.has_magic(text):
            yield from self._listed(text, folder=False)
        else:
            name = Path(_name(text))
            yield Found(name, name, address=text)

    def _listed(self, text: str, folder: bool) -> Iterator[Found]:
        try:
            system, path = _opened(text)
            names = sorted(system.find(path) if folder else system.glob(path))
        except ImageError as error:
            raise DigitrecError(f"{text}: {error}.") from None
        except Exception as error:  # noqa: BLE001 - each system has errors of its own
            raise DigitrecError(f"{text} cannot be listed ({reason_of(error, LONGEST_REASON)}).") from None
        found = False
        for each in names:
            name = Path(_name(each))
            ending = name.suffix.lower()
            if not folder or ending in self._endings:
                found = True
                yield Found(name, name, address=str(system.unstrip_protocol(each)))
            else:
                self.skipped[ending] += 1
        if not found:
            name = Path(_name(text.rstrip("/")) or "folder")
            yield Found(name, name, f"there is no image in this {'folder' if folder else 'pattern'}", text)


def fetched(address: str) -> bytes:
    """What a file elsewhere holds.

    Raises:
        ImageError: it cannot be fetched, is empty or too large; the message does not name the file.
    """
    system, path = _opened(address)
    try:
        with system.open(path, "rb") as file:
            content: bytes = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise ImageError("there is no such file") from None
    except Exception as error:  # noqa: BLE001 - each system has errors of its own
        raise ImageError(f"it cannot be fetched ({reason_of(error, LONGEST_REASON)})") from None
    if not content:
        raise ImageError("it is empty")
    if len(content) > LARGEST_FILE:
        raise ImageError(f"it is too large (more than {LARGEST_FILE / 2**30:g} GB)")
    return content


def _opened(address: str) -> tuple[Any, str]:
    if find_spec("fsspec") is None:
        raise ImageError(f"it takes fsspec: {EXTRA}")
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError, OSError) as error:
        raise ImageError(f"it cannot be reached ({reason_of(error, LONGEST_REASON)})") from None
    return system, path


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
