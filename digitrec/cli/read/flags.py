"""The flags of `digitrec read`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from digitrec.cli.shared.cluster import add_cluster
from digitrec.cli.shared.options import add_model, add_no_hand, add_signs, pixels, seconds, share, whole
from digitrec.cli.shared.parsing import CommandParser, add_help

MOST_JOBS = 256
BATCH, MOST_FILES = 32, 100_000  # files a batch
TIMEOUT = 300.0  # seconds for a page
EXAMPLES = (
    "digitrec read photo.jpg",
    'digitrec read scans/ "forms/**/*.pdf" --json --jobs 2',
    'find . -name "*.jpg" | digitrec read - --csv numbers.csv --annotate seen/',
)


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "read",
        "Prints path, tab and numbers of image files. Exit code 1 if a file could not be read.",
        "[OPTION ...] PATH ...",
        EXAMPLES,
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
    add_signs(reading)
    add_model(reading)
    _add_cluster(output, reading)
    add_help(reading)
    return parser


def _add_cluster(output: argparse._ArgumentGroup, reading: argparse._ArgumentGroup) -> None:
    output.add_argument("--output", metavar="FILE", type=Path, help="--cluster: text or JSON goes there")
    output.add_argument("--parquet", metavar="DIR", type=Path, help="--cluster: write Parquet too")
    add_cluster(reading, "read")
    reading.add_argument("--unordered", action="store_true", help="--cluster: as results come")
    reading.add_argument(
        "--batch", metavar="N", type=whole(1, MOST_FILES), help=f"--cluster: files a batch ({BATCH})"
    )
    reading.add_argument(
        "--timeout", metavar="S", type=seconds, help=f"--cluster: for a page ({TIMEOUT:g} s)"
    )


def check_cluster(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Ends the program with a usage error if flags do not go together; fills in what was not given."""
    given = {
        "--output": options.output is not None,
        "--parquet": options.parquet is not None,
        "--unordered": options.unordered,
        "--batch": options.batch is not None,
        "--timeout": options.timeout is not None,
    }
    if options.cluster is None:
        for flag in (flag for flag, is_given in given.items() if is_given):
            parser.error(f"{flag} goes with --cluster")
    elif options.watch is not None or options.jobs > 1:
        parser.error(f"{'--watch' if options.watch else '--jobs'} does not go with --cluster")
    options.batch = options.batch or BATCH
    options.timeout = options.timeout or TIMEOUT


def _jobs(text: str) -> int:
    return whole(0, MOST_JOBS)(text) or os.cpu_count() or 1
