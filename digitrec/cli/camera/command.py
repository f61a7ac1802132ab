"""`digitrec camera`, `camera_predict.py`: reads what is held before a camera, in a window or without one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from digitrec.cli.camera.window import WindowChoices, watch_in_window
from digitrec.cli.shared.display import add_looks, keys_note, prepare_display
from digitrec.cli.shared.find import IMAGE_ENDINGS
from digitrec.cli.shared.options import add_first_model
from digitrec.cli.shared.parsing import CommandParser
from digitrec.errors import DigitrecError, ModelError, SourceError
from digitrec.ui.camera.hotkeys import WATCHING
from digitrec.ui.capture.camera_settings import SETTINGS, CameraSetting, parse_settings
from digitrec.ui.capture.cameras import (
    CameraFormat,
    Source,
    camera_source,
    list_cameras,
    stream_source,
    video_source,
)
from digitrec.ui.capture.pictures import Pictures, looped, mirrored
from digitrec.ui.capture.thread import Capture, Pacing
from digitrec.ui.window.window import CvWindow

TITLE = "digitrec - hold up a number"
INSTEAD = "Without a window: digitrec camera --headless"
EXAMPLES = (
    "digitrec camera",
    "digitrec camera --source meter.mp4 --log numbers.csv",
    "digitrec camera --source rtsp://192.168.1.7/live --headless",
)
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the camera window until it is closed, or reads a source without one; returns the exit code."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # FFmpeg says nothing; what fails we say ourselves
    options = make_parser().parse_args(arguments)
    try:
        if options.list:
            return _list()
        return _headless(options) if options.headless else _window(options)
    except DigitrecError as error:
        _warn(" ".join(str(error).split()))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED if options.headless else 0


def _list() -> int:
    found = list_cameras()
    if not found:
        raise SourceError(
            "No camera opens. Plug one in, or allow its use; a file works too: --source video.mp4"
        )
    for number, width, height, rate in found:
        _say(f"{number}\t{width}x{height}\t{f'{rate:.0f} frames a second' if rate > 0 else 'rate not told'}")
    return 0


def _headless(options: argparse.Namespace) -> int:
    from digitrec.cli.camera.headless import read_without_window
    from digitrec.cli.shared.reader import open_reader

    source = find_source(options)
    reader, notes = open_reader(
        options.models,
        options.model,
        threads=1,
        video=True,
        hand=not options.no_hand,
        signs=options.signs,
    )
    for note in notes:
        _warn(note)
    capture = Capture(source, Pacing(every=not options.realtime, on_time=options.realtime))
    try:
        read_without_window(capture, reader, options.log, _say, _warn)
    finally:
        capture.end()
    return 0


def _window(options: argparse.Namespace) -> int:
    if options.model and not options.model.is_file():
        raise ModelError(f"There is no model file {options.model}. See what there is: digitrec models")
    source = find_source(options)
    prepare_display(instead=INSTEAD)
    choices = WindowChoices(
        options.models,
        options.model,
        options.log,
        options.realtime,
        options.theme,
        not options.no_hand,
        options.signs,
    )
    return watch_in_window(CvWindow(TITLE, options.scale), source, choices, _say, _warn)


def find_source(options: argparse.Namespace) -> Source:
    """The source that `--source` and its companions name.

    Raises:
        SourceError: there is no such file, or no picture in the folder.
    """
    wanted = CameraFormat(options.width, options.height, options.fps, options.camera_settings)
    source = _named(options.source, wanted)
    if options.loop and not source.live:
        source = looped(source)
    return mirrored(source) if options.mirror else source


def _named(name: str, wanted: CameraFormat) -> Source:
    if name.isdigit():
        return camera_source(int(name), wanted, _warn)
    if "://" in name:
        return stream_source(name)
    path = Path(name)
    if path.is_dir():
        paths = sorted(p for p in path.iterdir() if p.suffix.lower() in IMAGE_ENDINGS and p.is_file())
        if not paths:
            raise SourceError(f"There is no picture in the folder {path}. Name another: --source FOLDER")
        return _pictures(name, paths)
    if not path.is_file():
        raise SourceError(
            f"There is no file or folder {name}. --source takes a camera's number, a video, a picture, "
            "a folder or an address such as rtsp://..."
        )
    return _pictures(name, [path]) if path.suffix.lower() in IMAGE_ENDINGS else video_source(path)


def _pictures(name: str, paths: list[Path]) -> Source:
    from digitrec.files.documents import load_image

    return Source(Path(name).name or name, False, lambda: Pictures(paths, load_image, _warn))


def _say(text: str) -> None:
    print(text, flush=True)


def _warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "camera", "Reads the numbers that are held up to a camera.",
        "[OPTION ...]", EXAMPLES, (keys_note(WATCHING),),
    )  # fmt: skip
    source = parser.add_argument_group("source")
    source.add_argument(
        "--source", metavar="WHAT", default="0",
        help="a camera's number, a file, a folder, an http or rtsp address (0)",
    )  # fmt: skip
    source.add_argument("--list", action="store_true", help="show the cameras that open, and end")
    source.add_argument("--width", type=_whole, default=0, metavar="N", help="pixels to ask of a camera")
    source.add_argument("--height", type=_whole, default=0, metavar="N", help="pixels to ask of a camera")
    source.add_argument("--fps", type=_rate, default=0.0, metavar="N", help="frames a second to ask for")
    source.add_argument(
        "--camera-settings", type=camera_settings, metavar="NAME=VALUE,...", default=(),
        help=f"what to set at the camera, in its own units or to auto, e.g. exposure=-6,focus=auto: "
        f"{', '.join(SETTINGS)}",
    )  # fmt: skip
    source.add_argument("--mirror", action="store_true", help="swap left and right of the frames")
    source.add_argument("--loop", action="store_true", help="begin a file again at its end")
    source.add_argument("--realtime", action="store_true", help="drop frames of a file, to keep its time")
    output = parser.add_argument_group("output")
    output.add_argument("--log", type=Path, metavar="FILE.csv", help="log each settled number with its time")
    output.add_argument(
        "--headless", action="store_true", help="no window: print each number when it settles"
    )
    add_looks(parser)
    add_first_model(parser)
    return parser


def camera_settings(text: str) -> tuple[CameraSetting, ...]:
    """The value of `--camera-settings`."""
    try:
        return parse_settings(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _whole(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 16384:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pixels")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of frames a second")
    return rate
