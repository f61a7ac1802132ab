"""Records what the camera window shows as a video."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from digitrec.errors import DigitrecError
from digitrec.types import Image

RATE = 30.0  # frames a second of the video, whatever the source's
CODE = "mp4v"  # the MPEG-4 that every OpenCV can write
LONGEST_GAP = 2.0  # seconds: a longer one without frames is cut out


class Recorder:
    """Writes frames into a video at an even rate, so that it plays as fast as it was seen.

    Args:
        folder: where the video goes, under the time of its beginning; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._due = 0.0
        self._last = 0.0

    def add(self, picture: Image, seconds: float) -> None:
        """Adds a frame; the first one begins the video and sets its size.

        Args:
            picture: (H, W, 3) uint8.
            seconds: when it was taken.

        Raises:
            DigitrecError: the video cannot be written.
        """
        if self._writer is None:
            self._begin(picture)
            self._due = self._last = seconds
        if self._writer is None:
            raise RuntimeError("A recording was begun without a writer.")
        if picture.shape[1::-1] != self._size:
            picture = np.asarray(cv2.resize(picture, self._size), np.uint8)
        if not 0 <= seconds - self._last <= LONGEST_GAP:
            self._due = seconds
        while self._due <= seconds:
            self._writer.write(picture)
            self._due += 1 / RATE
        self._last = seconds

    def end(self) -> Path | None:
        """Closes the video; returns its path, None when there is none."""
        path, self._path = self._path, None
        if self._writer is not None:
            self._writer.release()
            self._writer = None
        return path

    def _begin(self, picture: Image) -> None:
        name = datetime.now().strftime("%Y-%m-%d_%H-%M-%S-%f")[:-3]
        self._path = self._folder / f"{name}.mp4"
        self._size = (picture.shape[1], picture.shape[0])
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._failure((error.strerror or str(error)).lower()) from None
        writer = cv2.VideoWriter(str(self._path), cv2.VideoWriter.fourcc(*CODE), RATE, self._size)
        if not writer.isOpened():
            raise self._failure("no video can be written there")
        self._writer = writer

    def _failure(self, reason: str) -> DigitrecError:
        return DigitrecError(
            f"Cannot record in {self._folder}: {reason}. Make room or allow writing there, then press r."
        )
