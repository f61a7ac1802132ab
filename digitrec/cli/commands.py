"""The commands there are. Each is a module of this package, or the module `command` of a package in it."""

from __future__ import annotations

from importlib.util import find_spec

COMMANDS = {
    "draw": "draw numbers with the mouse and see them read",
    "camera": "hold numbers before a webcam and see them read",
    "read": "read numbers in image files",
    "teach": "teach it your own digits, with an image and what stands in it",
    "forget": "take back what you have taught",
    "serve": "open the reader in the browser",
    "models": "list the trained models, the best one first",
    "train": "train a model",
    "evaluate": "measure a model",
    "synth": "show the images that training makes itself",
    "bench": "time every stage of reading on this machine",
    "doctor": "check what this machine offers, and say what to do",
    "completion": "print what your shell needs to complete commands",
}
OF_SEVERAL_FILES = frozenset({"bench", "camera", "evaluate", "read", "train"})  # packages with a `command`


def commands() -> dict[str, str]:
    """The commands this installation has, each with what it does."""
    return {name: what for name, what in COMMANDS.items() if find_spec(module_of(name))}


def module_of(name: str) -> str:
    """The module of a command, which has `main(argv) -> exit code`."""
    return f"digitrec.cli.{name}.command" if name in OF_SEVERAL_FILES else f"digitrec.cli.{name}"
