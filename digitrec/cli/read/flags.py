"""The flags of `digitrec read`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from digitrec.cli.shared.options import add_model, add_no_hand, pixels, share, whole
from digitrec.cli.shared.parsing import CommandParser, add_help

MOST_JOBS = 256
NOTES = (
    "Standard output: a line an image, its path, a tab, its numbers. Standard error: what went wrong,",
    "and a count at the end. Exit code 1 if a file could not be read; with --strict 3 where in doubt.",
)
EXAMPLES = (
    "digitrec read photo.jpg",
    'digitrec read scans/ "forms/**/*.pdf" --json --jobs 2',
    'find . -name "*.jpg" | digitrec read - --csv numbers.csv --annotate seen/',
)


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "read", "Reads handwritten numbers in image files.", "[OPTION ...] PATH ...", EXAMPLES, NOTES
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="images, folders, patterns, or - for a list")
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    output.add_argument("--csv", metavar="FILE", type=Path, help="write a table too")
    output.add_argument("--annotate", metavar="DIR", type=Path, help="write each image with boxes and labels")
    output.add_argument("--quiet", action="store_true", help="no text and no count; JSON stays")
    doubt = parser.add_argument_group("doubt")
    doubt.add_argument("--mark-doubt", action="store_true", help="a doubtful digit stands as ? in the text")
    doubt.add_argument(
        "--min-confidence", metavar="P", type=share, default=0.0, help="so does one below P (0)"
    )
    doubt.add_argument("--strict", action="store_true", help="exit code 3 if a digit is doubtful")
    reading = parser.add_argument_group("reading")
    reading.add_argument("--single", action="store_true", help="each image holds at most one digit")
    reading.add_argument(
        "--watch", metavar="DIR", type=Path, help="read what arrives in a folder, until Ctrl-C"
    )
    reading.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="processes; 0 = one a core (1)")
    reading.add_argument(
        "--max-pixels", metavar="N", type=pixels, help="refuse larger images unopened (200M)"
    )
    add_no_hand(reading)
    add_model(reading)
    add_help(reading)
    return parser


def _jobs(text: str) -> int:
    return whole(0, MOST_JOBS)(text) or os.cpu_count() or 1
