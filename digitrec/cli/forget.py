"""`digitrec forget`: takes back what the user has taught."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitrec.cli.shared.options import whole
from digitrec.cli.shared.parsing import CommandParser, add_help

if TYPE_CHECKING:
    from digitrec.handwriting.store import GlyphStore, TaughtGlyph

NOTES = (
    "Without an option it says what is taught. What is forgotten is moved to a folder beside the rest, and",
    "--undo brings back what was forgotten last. Only with --yes it is deleted for good.",
)
EXAMPLES = ("digitrec forget --last", "digitrec forget --digit 7", "digitrec forget --undo")


def main(argv: Sequence[str] | None = None) -> int:
    """Forgets glyphs.

    Returns:
        0.

    Raises:
        DataError: the folder cannot be changed.
    """
    options = make_parser().parse_args(argv)
    from digitrec.handwriting.opening import open_store

    store = open_store()
    if options.undo:
        print(f"{store.bring_back()} brought back. {said_of(store)}")
        return 0
    chosen = _chosen(store, options)
    if chosen is None:
        print(said_of(store))
        return 0
    count = store.forget(chosen, for_good=options.yes)
    done = "deleted for good" if options.yes else "forgotten"
    print(f"{count} {done}. {said_of(store)}")
    return 0


def said_of(store: GlyphStore) -> str:
    """What is taught, in a sentence or two."""
    taught = store.taught()
    if not taught:
        return f"Nothing is taught in {store.folder.resolve()}."
    counts = Counter(one.label for one in taught)
    told = ", ".join(f"{label}: {counts[label]}" for label in sorted(counts))
    foreign = store.foreign()
    others = f" {foreign} other files there do not count." if foreign else ""
    return f"{len(taught)} taught in {store.folder.resolve()} ({told}).{others}"


def _chosen(store: GlyphStore, options: argparse.Namespace) -> tuple[TaughtGlyph, ...] | None:
    if options.last:
        return store.last()
    if options.digit is not None:
        return tuple(one for one in store.taught() if one.label == options.digit)
    return store.taught() if options.all else None


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser("forget", "Takes back what you have taught.", "[OPTION ...]", EXAMPLES, NOTES)
    what = parser.add_argument_group("what").add_mutually_exclusive_group()
    what.add_argument("--last", action="store_true", help="what was taught last")
    what.add_argument("--digit", type=whole(0, 9), metavar="D", help="all that was taught as this digit")
    what.add_argument("--all", action="store_true", help="everything")
    what.add_argument("--undo", action="store_true", help="bring back what was forgotten last")
    how = parser.add_argument_group("how")
    how.add_argument("--yes", action="store_true", help="delete it for good")
    add_help(how)
    return parser
