"""The parser of all commands: usage errors in two lines, with what was probably meant; help with examples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

PROGRAM = "digitrec"
USAGE = 2  # the exit code
UNKNOWN = "unrecognized arguments: "  # as argparse says it
ALIKE = 0.6  # of two words, 0 to 1: as difflib says it


class CommandParser(argparse.ArgumentParser):
    """A parser whose errors are two lines: what is wrong, and where to look.

    Args:
        name: of the command, "" for the program itself.
        description: what it does, a sentence.
        usage: its arguments, `[OPTION ...] PATH ...`.
        examples: command lines that work.
        notes: lines above the examples.
    """

    def __init__(
        self, name: str, description: str, usage: str, examples: Sequence[str], notes: Sequence[str] = ()
    ) -> None:
        prog = f"{PROGRAM} {name}".rstrip()
        lines = [*notes, *([""] if notes else []), "examples:", *(f"  {example}" for example in examples)]
        super().__init__(
            prog=prog,
            usage=f"{prog} {usage}",
            description=description,
            epilog="\n".join(lines),
            formatter_class=_Formatter,
            allow_abbrev=False,
            add_help=False,
        )

    def error(self, message: str) -> NoReturn:
        """Two lines on stderr, and the exit code of wrong usage."""
        _, unknown, words = message.partition(UNKNOWN)
        told = (
            unknown_option(words.split()[0], self._option_string_actions) if unknown else _with_meant(message)
        )
        print(f"{self.prog}: {told}", file=sys.stderr)
        print(f"Try: {self.prog} --help", file=sys.stderr)
        raise SystemExit(USAGE)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def unknown_option(word: str, known: Iterable[str]) -> str:
    """What to say of an option that there is not."""
    option = word.partition("=")[0]
    if not option.startswith("-"):
        return f"unexpected argument {word!r}"
    return f"there is no option {option}" + did_you_mean(option, known)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean --json?`, or "" if nothing is like it."""
    from difflib import get_close_matches  # only what goes wrong needs it

    alike = get_close_matches(word, list(known), n=1, cutoff=ALIKE)
    return f": did you mean {alike[0]}?" if alike else ""


def _with_meant(message: str) -> str:
    """Adds what was probably meant to argparse's message on a choice that there is not."""
    said, found, choices = message.partition("invalid choice: ")
    if not found:
        return message
    word, _, rest = choices.partition(" (choose from ")
    known = [choice.strip(" '\"") for choice in rest.rstrip(")").split(",")]
    return f"{said}there is no {word}" + (
        did_you_mean(word.strip("'"), known) or f"; choose from {', '.join(known)}"
    )


def add_help(group: argparse._ArgumentGroup) -> None:
    """`--help`, as the last option of a group."""
    group.add_argument("-h", "--help", action="help", help="show this and end")
