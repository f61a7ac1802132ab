"""Where frames come from: cameras, videos and streams. The only file that talks to OpenCV's capture."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from digitrec.errors import SourceError
from digitrec.types import Image
from digitrec.ui.capture.camera_settings import CameraSetting, refused_settings

PATIENCE = 5000  # milliseconds: how long a stream may take to answer
MOST_CAMERAS = 10  # numbers tried by `list_cameras` where the system does not tell them
TRIES = 10  # frames asked of a camera until it is said to give none: some begin with a few empty ones
DEFAULT_RATE = 30.0  # frames a second, of a video that does not say
BACK_ENDS = {  # in the order in which they are tried
    "linux": (cv2.CAP_V4L2, cv2.CAP_ANY),
    "darwin": (cv2.CAP_AVFOUNDATION, cv2.CAP_ANY),
    "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW, cv2.CAP_ANY),
}
REMEDIES = {
    "linux": "Close other programs that use it (fuser -v /dev/video{0} names them), or plug it in anew.",
    "darwin": "Close other programs that use it, and allow the terminal to use the camera: "
    "System Settings > Privacy & Security > Camera.",
    "win32": "Close other programs that use it, and allow desktop apps to use the camera: "
    "Settings > Privacy & security > Camera.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture and when it was taken.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        seconds: on the clock of the source.
        taken: on this machine's clock (time.perf_counter), when it came out of the source.
    """

    image: Image
    seconds: float
    taken: float


class Camera(Protocol):
    """What frames are read from."""

    def read(self) -> Frame | None:
        """The next frame; None when there is none: at the end of a video, or for a moment on a camera."""

    def close(self) -> None:
        """Lets go of the device or file; closing twice is fine."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something frames can be had from.

    Args:
        name: as the user knows it.
        live: whether it goes on whether or not anyone looks; the frames of a file wait.
        open: opens it; raises SourceError.
    """

    name: str
    live: bool
    open: Callable[[], Camera]


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """What a camera is asked for; it may give something else. 0 leaves the choice to it."""

    width: int = 0  # pixels
    height: int = 0
    rate: float = 0.0  # frames a second
    settings: tuple[CameraSetting, ...] = ()  # exposure, focus and the like


class CvCamera:
    """A camera, video or stream through OpenCV.

    Args:
        capture: an open one.
        live: whether its frames are timed by this machine's clock; those of a file carry their own time.
    """

    def __init__(self, capture: cv2.VideoCapture, live: bool) -> None:
        self._capture = capture
        self._live = live
        self._start = time.perf_counter()
        self._last = -1.0
        rate = capture.get(cv2.CAP_PROP_FPS)
        self._step = 1.0 / (rate if 0.1 < rate < 1000 else DEFAULT_RATE)

    def read(self) -> Frame | None:
        """The next frame, None when there is none."""
        try:
            given, image = self._capture.read()
        except cv2.error:  # a broken file
            return None
        if not given or image is None or image.size == 0:
            return None
        taken = time.perf_counter()
        return Frame(np.asarray(image, np.uint8), self._seconds(taken), taken)

    def close(self) -> None:
        """Lets go of the device or file."""
        self._capture.release()

    def _seconds(self, taken: float) -> float:
        if self._live:
            return taken - self._start
        told = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        # Some files carry no times, or the same for all frames.
        later = self._last < told < self._last + 100 * self._step
        self._last = told if later else self._last + self._step if self._last >= 0 else 0.0
        return self._last


def camera_source(
    number: int, wanted: CameraFormat = CameraFormat(), warn: Callable[[str], None] = lambda _text: None
) -> Source:
    """A camera of this machine.

    Args:
        number: from 0.
        wanted: what it is asked for.
        warn: is told of settings that the camera does not take.
    """
    return Source(f"camera {number}", True, lambda: _open_camera(number, wanted, warn))


def video_source(path: Path) -> Source:
    """A video file."""
    return Source(path.name, False, lambda: _open_video(path))


def stream_source(address: str) -> Source:
    """A stream over the network: http, rtsp, whatever FFmpeg knows."""
    return Source(address, True, lambda: _open_stream(address))


def list_cameras() -> list[tuple[int, int, int, float]]:
    """The cameras that open: number, width, height in pixels, and frames a second as they say."""
    _keep_quiet()
    found = []
    for number in _numbers():
        capture = _opened_camera(number, CameraFormat())
        if capture is None:
            continue
        frame = _first_frame(capture)
        if frame is not None:
            height, width = frame.shape[:2]
            found.append((number, width, height, float(capture.get(cv2.CAP_PROP_FPS))))
        capture.release()
    return found


def _numbers() -> list[int]:
    if sys.platform.startswith("linux"):
        names = [path.name.removeprefix("video") for path in Path("/dev").glob("video*")]
        return sorted(int(name) for name in names if name.isdigit())
    return list(range(MOST_CAMERAS))


def _open_camera(number: int, wanted: CameraFormat, warn: Callable[[str], None]) -> Camera:
    _keep_quiet()
    capture = _opened_camera(number, wanted)
    if capture is None or _first_frame(capture) is None:
        if capture is not None:
            capture.release()
        raise SourceError(_camera_trouble(number))
    for setting in refused_settings(capture, wanted.settings):
        warn(f"Camera {number} does not take {setting.name}={setting.told}.")
    return CvCamera(capture, live=True)


def _opened_camera(number: int, wanted: CameraFormat) -> cv2.VideoCapture | None:
    """The first back-end's capture that opens."""
    asked = {
        cv2.CAP_PROP_FRAME_WIDTH: wanted.width,
        cv2.CAP_PROP_FRAME_HEIGHT: wanted.height,
        cv2.CAP_PROP_FPS: wanted.rate,
    }
    for back_end in BACK_ENDS.get(sys.platform, (cv2.CAP_ANY,)):
        capture = cv2.VideoCapture(number, back_end)
        if capture.isOpened():
            for setting, value in asked.items():
                if value:
                    capture.set(setting, value)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # no old frames in store
            return capture
        capture.release()
    return None


def _first_frame(capture: cv2.VideoCapture) -> Image | None:
    for _ in range(TRIES):
        given, image = capture.read()
        if given and image is not None:
            return np.asarray(image, np.uint8)
    return None


def _camera_trouble(number: int) -> str:
    """Why a camera does not open, and the remedy on this system."""
    others = "See which there are: digitrec camera --list"
    device = Path(f"/dev/video{number}")
    if sys.platform.startswith("linux"):
        if not device.exists():
            return f"There is no camera {number} ({device} is missing). {others}"
        if not os.access(device, os.R_OK | os.W_OK):
            return (
                f"Camera {number} may not be used by you ({device} is not yours to read). "
                "Join its group, then log in again: sudo usermod -aG video $USER"
            )
    remedy = REMEDIES.get(sys.platform, "Close other programs that use it.").format(number)
    return f"Camera {number} gives no picture: it is missing or in use. {remedy} {others}"


def _open_video(path: Path) -> Camera:
    _keep_quiet()
    capture = cv2.VideoCapture()
    if not capture.open(str(path)) or capture.get(cv2.CAP_PROP_FRAME_WIDTH) < 1:
        capture.release()
        raise SourceError(
            f"{path} is no video that OpenCV can read. Convert it: ffmpeg -i {path.name} -c:v mjpeg video.avi"
        )
    return CvCamera(capture, live=False)


def _open_stream(address: str) -> Camera:
    _keep_quiet()
    capture = cv2.VideoCapture()
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, PATIENCE, cv2.CAP_PROP_READ_TIMEOUT_MSEC, PATIENCE]
    if not capture.open(address, cv2.CAP_FFMPEG, limits):
        capture.release()
        raise SourceError(
            f"There is no answer from {address}, or no video in it. "
            "See whether a browser or VLC shows it, and whether the address is right."
        )
    return CvCamera(capture, live=True)


def _keep_quiet() -> None:
    """Keeps OpenCV's warnings off the terminal: what fails is said in our own words."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
