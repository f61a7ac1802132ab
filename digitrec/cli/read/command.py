"""`python -m digitrec read`: numbers in image files, to text, JSON, CSV and annotated pictures."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from digitrec.cli.shared.find import STANDARD_INPUT, arriving_files, image_files
from digitrec.cli.shared.options import add_model, program
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer, as_json, as_text, csv_writer

EPILOG = """\
Standard output holds one line a file: the path, a tab, and the numbers, rows joined by a space.
A digit below --min-confidence stands as ? in the text. A file that cannot be read costs one line
on standard error, and the exit code is 1 in the end; the others are read.

  python -m digitrec read photo.jpg
  python -m digitrec read scans/ "forms/**/*.png" --json --jobs 2
  find . -name "*.jpg" | python -m digitrec read - --csv numbers.csv --annotate seen/
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Reads files.

    Returns:
        0 if every file could be read, else 1.

    Raises:
        DigitrecError: there is no model, or a result cannot be written.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    if not options.paths and options.watch is None:
        parser.error("name at least one image, folder or pattern, or - for a list on standard input")
    if options.watch is not None and not options.watch.is_dir():
        raise DigitrecError(f"There is no folder {options.watch} to watch.")
    with ExitStack() as stack:
        writers = _writers(options, stack)
        failures = 0
        try:
            for answer in _answers(options, stack):
                failures += answer.reading is None
                for write in writers:
                    write(answer)
        except KeyboardInterrupt:
            if options.watch is None:
                raise
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = program("read", "Reads handwritten numbers in image files.")
    parser.epilog, parser.formatter_class = EPILOG, argparse.RawDescriptionHelpFormatter
    parser.add_argument("paths", nargs="*", metavar="PATH", help="images, folders, patterns, or - for a list")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--quiet", action="store_true", help="no text on standard output")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write a table too")
    parser.add_argument("--annotate", metavar="DIR", type=Path, help="write each image with boxes and labels")
    parser.add_argument("--single", action="store_true", help="each image holds at most one digit")
    parser.add_argument("--min-confidence", metavar="P", type=_share, default=0.0, help="0 to 1 (0)")
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="processes; 0 = one a core (1)")
    parser.add_argument(
        "--watch", metavar="DIR", type=Path, help="read what arrives in a folder, until Ctrl-C"
    )
    add_model(parser)
    return parser


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number from 0 to 1")
    return share


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) > 256:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from 0 to 256")
    return int(text) or os.cpu_count() or 1


def _answers(options: argparse.Namespace, stack: ExitStack) -> Iterator[Answer]:
    """Reads what the options name; the reading stages are imported here, after the options were checked."""
    from digitrec.cli.read.workers import Task, read_here, read_in_processes
    from digitrec.cli.shared.reader import open_reader

    task = Task(
        Path(options.models),
        Path(options.model) if options.model else None,
        options.single,
        options.min_confidence,
        options.annotate,
    )
    reader, skipped = open_reader(task.models, task.model)  # with --jobs too: it says what is wrong, once
    for sentence in skipped:
        print("digitrec:", sentence, file=sys.stderr)
    files = image_files(options.paths, sys.stdin, options.annotate)
    if options.watch is not None:
        arriving = arriving_files(options.watch, options.annotate)
        yield from read_here(itertools.chain(files, arriving), reader, task)
    elif options.jobs > 1:
        yield from _with_progress(read_in_processes(files, task, options.jobs), options, stack)
    else:
        yield from _with_progress(read_here(files, reader, task), options, stack)


def _with_progress(
    answers: Iterator[Answer], options: argparse.Namespace, stack: ExitStack
) -> Iterator[Answer]:
    """Shows a bar with rate and time left, on a terminal only."""
    if not sys.stderr.isatty():
        return answers
    from tqdm import tqdm

    total = None
    if STANDARD_INPUT not in options.paths:
        total = sum(1 for _ in image_files(options.paths, sys.stdin, options.annotate))
        if total == 1:
            return answers
    bar: Any = stack.enter_context(tqdm(total=total, unit=" files", file=sys.stderr, leave=False))

    def counted() -> Iterator[Answer]:
        for answer in answers:
            bar.update()
            yield answer

    return counted()


def _writers(options: argparse.Namespace, stack: ExitStack) -> list[Callable[[Answer], None]]:
    writers: list[Callable[[Answer], None]] = [_complain]
    if not options.quiet:
        form = as_json if options.json else as_text
        writers.append(lambda answer: _say(answer, form, also_errors=options.json))
    if options.csv is not None:
        try:
            file = stack.enter_context(
                options.csv.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            )
        except OSError as error:
            raise DigitrecError(f"{options.csv} cannot be written ({error.strerror}).") from None
        writers.append(csv_writer(file))
    return writers


def _say(answer: Answer, form: Callable[[Answer], str], also_errors: bool) -> None:
    if answer.reading is not None or also_errors:
        _print(form(answer), sys.stdout)


def _complain(answer: Answer) -> None:
    if answer.reading is None:
        _print(f"digitrec: {answer.path}: {answer.error}", sys.stderr)


def _print(line: str, stream: Any) -> None:
    """Prints a line beside the progress bar, if there is one."""
    if sys.stderr.isatty() and stream.isatty():
        from tqdm import tqdm

        tqdm.write(line, file=stream)
    else:
        print(line, file=stream, flush=True)
