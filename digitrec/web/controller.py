"""Controller behind the pages: which models there are, and a reader of each, shared by all visitors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from digitrec.errors import ModelError
from digitrec.models.store import Scan, StoredModel, scan_models, stored_model
from digitrec.reading.reader import Reader
from digitrec.types import Image, Ink, Line, Reading
from digitrec.web.limits import Limits

Opener = Callable[[Path], Reader]  # gives the reader of a `.keras` file
MOST_READERS = 4  # kept open; each takes some megabytes


@dataclass(eq=False)
class Controller:
    """Controller that reads for all visitors, a few at once. Safe to call from several threads.

    Args:
        folder: the model folder.
        opener: loads a reader.
        chosen: a model file that comes first, or None.
        limits: what is taken from visitors.
        at_once: how many images are read at the same time: one a core.
    """

    folder: Path
    opener: Opener
    chosen: Path | None = None
    limits: Limits = field(default_factory=Limits)
    at_once: int = 2

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self.at_once)
        self._readers: OrderedDict[str, Reader] = OrderedDict()
        self._opening: dict[str, threading.Lock] = {}  # by the digest of the model that is being loaded
        self._scan: Scan | None = None

    def scan(self, again: bool = False) -> Scan:
        """What lies in the model folder; looked at once, and when told to."""
        with self._lock:
            if self._scan is None or again:
                self._scan = scan_models(self.folder)
            return self._scan

    def models(self, again: bool = False) -> Sequence[StoredModel]:
        """The models of single digits: the chosen one, then the best first."""
        models = self.scan(again).models
        if self.chosen is None:
            return models
        first = stored_model(self.chosen)
        return (first, *(model for model in models if model.path.resolve() != first.path.resolve()))

    def names(self, again: bool = False) -> list[str]:
        """The names of the models, in that order."""
        return [model.name for model in self.models(again)]

    def stored(self, name: str | None) -> StoredModel:
        """The model of a name; the first one for none.

        Raises:
            ModelError: there is no such model, or none at all.
        """
        models = self.models()
        if not models:
            raise ModelError(f"No trained model in {self.folder} (looked for *.keras). Train one first.")
        if not name:
            return models[0]
        for model in models:
            if model.name == name:
                return model
        raise ModelError(f"There is no model {name!r}. There are: {', '.join(m.name for m in models)}.")

    def reader(self, name: str | None = None) -> Reader:
        """The reader of a model, loaded when it is first asked for; those of other models go on reading.

        Raises:
            ModelError: there is no such model, or it cannot be used.
        """
        stored = self.stored(name)
        with self._lock:
            reader = self._readers.get(stored.digest)
            opening = self._opening.setdefault(stored.digest, threading.Lock())
        if reader is not None:
            return self._kept(stored.digest, reader)
        with opening:
            return self._kept(stored.digest, self._readers.get(stored.digest) or self.opener(stored.path))

    def _kept(self, digest: str, reader: Reader) -> Reader:
        """Keeps a reader, and lets go of the one that was not used for the longest time."""
        with self._lock:
            self._readers[digest] = reader
            self._readers.move_to_end(digest)
            while len(self._readers) > MOST_READERS:
                self._readers.popitem(last=False)
            return reader

    def place(self) -> AbstractContextManager[bool]:
        """One of the places for work that keeps a core busy."""
        return self._places

    def read(self, image: Image, name: str | None = None, single: bool = False) -> Reading:
        """Reads an image; one that holds at most one digit if `single`."""
        reader = self.reader(name)
        with self._places:
            if not single:
                return reader.read(image)
            digit = reader.read_digit(image)
        return Reading() if digit is None else Reading((Line((digit,)),))

    def ink(self, image: Image, name: str | None = None) -> Ink:
        """The ink of the numbers in an image, (H, W) uint8."""
        reader = self.reader(name)
        with self._places:
            return reader.page.read(image).ink_on(image.shape)

    def read_ink(self, ink: Ink, name: str | None = None) -> Reading:
        """Reads a drawing."""
        reader = self.reader(name)
        with self._places:
            return reader.read_ink(ink)

    def read_frame(self, frame: Image, name: str | None = None) -> Reading:
        """Reads a frame of a camera."""
        reader = self.reader(name)
        with self._places:
            return reader.read_as_it_lies(frame)
