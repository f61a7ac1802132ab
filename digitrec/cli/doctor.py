"""`python -m digitrec doctor`: looks at what reading, drawing and training need, and says what to do."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from digitrec.cli.shared.display import prepare_display
from digitrec.cli.shared.options import SCHEMA, add_models_folder
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.errors import DigitrecError

OLDEST, NEWEST = (3, 10), (3, 13)
TRAINING = ("tensorflow", "keras", "matplotlib", "scikit-learn")
EXTRAS = {"pypdfium2": "reading PDF", "pillow-heif": "reading HEIC", "gradio": "the browser"}
REINSTALL = "pip install --force-reinstall opencv-python"
EXAMPLES = ("digitrec doctor", "digitrec doctor --json", "digitrec doctor --models my_models/")
HEADLESS = "opencv-python-headless"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one thing.

    Args:
        topic: the thing.
        fine: whether nothing has to be done.
        text: what was found, and if that is not fine, what to do.
    """

    topic: str
    fine: bool
    text: str


def main(argv: Sequence[str] | None = None) -> int:
    """Looks at everything.

    Returns:
        0 if all is well, else 1.
    """
    options = make_parser().parse_args(argv)
    fine = True
    for finding in findings(Path(options.models)):
        fine = fine and finding.fine
        if options.json:
            print(json.dumps({"schema": SCHEMA, **asdict(finding)}), flush=True)
        else:
            print(f"{'ok' if finding.fine else '!!'}  {finding.topic:<14}{finding.text}", flush=True)
    return 0 if fine else 1


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "doctor", "Checks what this machine offers, and says what to do.", "[OPTION ...]", EXAMPLES
    )
    options = parser.add_argument_group("options")
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    add_models_folder(options)
    add_help(options)
    return parser


def findings(models: Path) -> Iterator[Finding]:
    """Everything that is looked at, one after the other."""
    yield python_version(sys.version_info[:2])
    yield package("numpy")
    yield from (package(name, only_for="training") for name in TRAINING)
    yield from (package(name, only_for=what) for name, what in EXTRAS.items())
    yield opencv()
    yield display()
    yield litert()
    yield from model_store(models)
    yield camera(Path("/dev"), sys.platform)


def python_version(given: tuple[int, int]) -> Finding:
    """Whether this Python is one of those that are tested."""
    text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if OLDEST <= given <= NEWEST:
        return Finding("Python", True, text)
    return Finding("Python", False, f"{text}: use {_dotted(OLDEST)} to {_dotted(NEWEST)}")


def package(name: str, find: Callable[[str], str] = version, only_for: str = "") -> Finding:
    """Whether a package is installed; it is not imported.

    Args:
        name: of the package.
        find: gives its version.
        only_for: what it is needed for, "" for everything: only then it is a fault that it is missing.
    """
    try:
        return Finding(name, True, find(name))
    except PackageNotFoundError:
        need = f", which only {only_for} needs" if only_for else ""
        return Finding(name, bool(only_for), f"not installed{need}: pip install {name}")


def opencv() -> Finding:
    """OpenCV, and whether it was built with windows."""
    try:
        import cv2
    except ImportError as error:
        return Finding(
            "OpenCV", False, f"cannot be imported ({error}): {REINSTALL}; on Debian also: apt install libgl1"
        )
    backend = gui_backend(cv2.getBuildInformation())
    text = f"{cv2.__version__}, windows through {backend or 'nothing'}"
    if backend:
        return Finding("OpenCV", True, text)
    return Finding(
        "OpenCV", False, f"{text}: pip uninstall {HEADLESS}; pip install --force-reinstall opencv-python"
    )


def gui_backend(build: str) -> str:
    """The window system in OpenCV's build information, "" if there is none."""
    lines = iter(build.splitlines())
    for line in lines:
        if line.strip().startswith("GUI:"):
            backend = line.split(":", 1)[1].strip()
            following = next(lines, "").strip()
            named = backend or following.split(":")[0].strip()
            return "" if named.upper() in ("NONE", "") else named
    return ""


def display() -> Finding:
    """Whether a window could be opened."""
    try:
        prepare_display(dict(os.environ))
    except DigitrecError as error:
        return Finding("display", False, str(error))
    return Finding("display", True, os.environ.get("DISPLAY", "the system's own"))


def litert() -> Finding:
    """LiteRT, which reads without TensorFlow."""
    if find_spec("ai_edge_litert") is None:
        return Finding(
            "LiteRT", False, "not installed, so reading goes through TensorFlow: pip install ai-edge-litert"
        )
    try:
        from ai_edge_litert.interpreter import Interpreter
    except (ImportError, OSError) as error:
        return Finding("LiteRT", False, f"cannot be imported ({error}); reading goes through TensorFlow")
    return Finding("LiteRT", Interpreter is not None, version("ai-edge-litert"))


def model_store(folder: Path) -> Iterator[Finding]:
    """The best model, whether it loads, and what was skipped."""
    from digitrec.models.engine import load_best
    from digitrec.models.twin import fresh_twin

    try:
        stored, engine, skipped = load_best(folder)
    except DigitrecError as error:
        yield Finding("models", False, str(error))
        return
    for sentence in skipped:
        yield Finding("models", False, f"{sentence} Delete it, or train it again")
    trust = "" if stored.verified else f", unverified ({stored.note})"
    twin = (
        "" if fresh_twin(stored.twin, stored.digest) else f"; {folder} cannot be written, so no twin is kept"
    )
    yield Finding("models", not twin, f"{stored.path}{trust} reads through {engine.kind}{twin}")


def camera(devices: Path, system: str) -> Finding:
    """Whether a camera is in sight; it is not opened. No camera is fine: most of the program needs none."""
    if not system.startswith("linux"):
        return Finding("camera", True, "allow the terminal to use it when the system asks")
    found = sorted(path for path in devices.glob("video*"))
    closed = [path for path in found if not os.access(path, os.R_OK | os.W_OK)]
    if closed:
        return Finding(
            "camera", False, f"{closed[0]} may not be opened: sudo usermod -aG video $USER, log in again"
        )
    names = ", ".join(str(path) for path in found)
    return Finding("camera", True, names or "none found (only the webcam window needs one)")


def _dotted(number: tuple[int, int]) -> str:
    return ".".join(map(str, number))
