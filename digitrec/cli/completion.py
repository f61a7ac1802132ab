"""`digitrec completion SHELL`: prints what a shell needs to complete commands, options and files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from digitrec.cli.commands import COMMANDS, commands, module_of
from digitrec.cli.shared.parsing import PROGRAM, CommandParser, add_help
from digitrec.errors import DigitrecError

NOTES = ("Put the line of your shell into its start-up file; a new shell completes then.",)
EXAMPLES = (
    'eval "$(digitrec completion bash)"',
    'eval "$(digitrec completion zsh)"',
    "digitrec completion fish > ~/.config/fish/completions/digitrec.fish",
)
FOLDERS, FILES = frozenset({"DIR"}), frozenset({"FILE", "FILE.csv", "IMAGE", "PATH", "SET"})  # metavars


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the script.

    Returns:
        0.

    Raises:
        DigitrecError: what makes it is not installed.
    """
    try:
        import shtab
    except ImportError:
        raise DigitrecError("Completion needs shtab, which is not installed: pip install shtab") from None
    options = make_parser().parse_args(argv)
    print(shtab.complete(_all_commands(shtab), shell=options.shell))
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    import shtab

    parser = CommandParser(
        "completion", "Prints what a shell needs to complete commands, options and files.",
        "SHELL", EXAMPLES, NOTES,
    )  # fmt: skip
    parser.add_argument(
        "shell", metavar="SHELL", choices=shtab.SUPPORTED_SHELLS, help=", ".join(shtab.SUPPORTED_SHELLS)
    )
    add_help(parser.add_argument_group("options"))
    return parser


def _all_commands(shtab: Any) -> argparse.ArgumentParser:
    """One parser that knows all commands: each is loaded for it, which takes a moment."""
    whole = argparse.ArgumentParser(prog=PROGRAM)
    whole.add_argument("--version", action="store_true", help="say which version this is")
    each = whole.add_subparsers(parser_class=argparse.ArgumentParser)
    for name in commands():
        module: Any = import_module(module_of(name))
        command = each.add_parser(name, help=COMMANDS[name], parents=[module.make_parser()], add_help=False)
        for action in command._actions:
            if action.metavar in FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined] # which shtab looks for
            elif action.metavar in FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return whole
