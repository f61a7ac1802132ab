"""`digitrec COMMAND`: finds the command, and turns what goes wrong into one line and an exit code.

A command is imported when it is called and not before, so that `--help` is instant and `read` pays for no
window and no TensorFlow.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec

from digitrec.cli.commands import commands, module_of
from digitrec.cli.shared.parsing import PROGRAM, USAGE, did_you_mean
from digitrec.errors import DigitrecError
from digitrec.processes import Terminated, end_when_told

INTERRUPTED = 130  # 128 + SIGINT, as shells say it
TERMINATED = 143  # 128 + SIGTERM
PIPE_CLOSED = 141  # 128 + SIGPIPE

NEEDS = {
    "train": ("keras", "matplotlib"),
    "synth": ("matplotlib",),
}  # modules that are not installed where only reading is wanted
FOR_TRAINING = frozenset({"keras", "tensorflow", "matplotlib", "sklearn", "scipy", "h5py", "fontTools"})
INSTALL = "pip install tensorflow matplotlib scikit-learn"
EXAMPLES = ("digitrec read photo.jpg", "digitrec draw", "digitrec serve")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        argv: its name and its arguments; None = those of the process.

    Returns:
        The exit code: 0 fine, 1 something the user can mend (one line on stderr says what), 2 wrong usage,
        130 interrupted, 143 told to end.
    """
    if argv is None:
        argv = sys.argv[1:]
        _begin_program()
    if not argv or argv[0] in {"-h", "--help"}:
        print(_overview())
        return 0 if argv else USAGE
    if argv[0] in {"-V", "--version"}:
        from digitrec import __version__

        print(f"{PROGRAM} {__version__}")
        return 0
    if argv[0] not in commands():
        what = "option" if argv[0].startswith("-") else "command"
        meant = did_you_mean(argv[0], commands()) or f". There are: {', '.join(commands())}"
        print(
            f"{PROGRAM}: there is no {what} {argv[0]}{meant}",
            f"Try: {PROGRAM} --help",
            sep="\n",
            file=sys.stderr,
        )
        return USAGE
    return _guarded(argv[0], argv[1:])


def _guarded(name: str, argv: Sequence[str]) -> int:
    try:
        _check_needs(name, argv)
        code: int = import_module(module_of(name)).main(argv)
        sys.stdout.flush()
    except DigitrecError as error:
        print("digitrec:", " ".join(str(error).split()), file=sys.stderr)
        return error.exit_code
    except ModuleNotFoundError as error:
        if error.name not in FOR_TRAINING:
            raise
        print(f"{PROGRAM}: {name} needs {error.name} here: {INSTALL}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as interrupt:
        return TERMINATED if isinstance(interrupt, Terminated) else INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has left; what Python still holds back must not raise again at exit.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _check_needs(name: str, argv: Sequence[str]) -> None:
    """Says at once, not after an hour, what a command will need and what is not installed."""
    missing = [module for module in NEEDS.get(name, ()) if find_spec(module) is None]
    if missing and not {"-h", "--help"} & set(argv):
        raise DigitrecError(f"{name} needs {' and '.join(missing)}: {INSTALL}")


def _overview() -> str:
    listed = commands()
    width = max(map(len, listed))
    lines = [f"  {name:<{width}}  {what}" for name, what in listed.items()]
    return "\n".join(
        [
            f"usage: {PROGRAM} COMMAND [OPTION ...]",
            "",
            "Reads handwritten numbers. Each command explains itself: digitrec COMMAND --help",
            "",
            *lines,
            "",
            "examples:",
            *(f"  {example}" for example in EXAMPLES),
        ]
    )


def run(name: str) -> int:
    """Runs one command with the arguments of the process: what the scripts at the top do."""
    _begin_program()
    return _guarded(name, sys.argv[1:])


def _begin_program() -> None:
    """SIGTERM ends the program as Ctrl-C does; file names that are not UTF-8 pass through its output.

    NumPy's matrices are small here: threads of OpenBLAS, which wait for the next one without sleep, only take
    the cores from LiteRT's.
    """
    end_when_told()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="surrogateescape")
