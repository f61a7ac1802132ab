"""`digitrec read`: numbers in image files, to text, JSON, CSV and annotated pictures."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from digitrec.cli.read.flags import check_cluster, make_parser
from digitrec.cli.read.tally import Tally
from digitrec.cli.shared.find import STANDARD_INPUT, Search, arriving_files
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer, as_json, as_text, csv_writer

IN_DOUBT = 3  # the exit code of --strict


def main(argv: Sequence[str] | None = None) -> int:
    """Reads files.

    Returns:
        0 if every file could be read, else 1; with `--strict` 3 if a digit is doubtful and no file failed.

    Raises:
        DigitrecError: there is no model, or a result cannot be written.
    """
    parser = make_parser()
    options = parser.parse_args(argv)
    if not options.paths and options.watch is None:
        parser.error("name at least one image, folder or pattern, or - for a list on standard input")
    check_cluster(parser, options)
    if options.watch is not None and not options.watch.is_dir():
        raise DigitrecError(f"There is no folder {options.watch} to watch.")
    search, tally = _search(options), Tally()
    with ExitStack() as stack:
        writers = [tally.count, *_writers(options, stack)]
        try:
            for answer in _answers(options, search, tally, stack):
                for write in writers:
                    write(answer)
        except KeyboardInterrupt:
            if options.watch is None:
                raise
    if not options.quiet and (tally.worth_saying or search.skipped):
        print(tally.in_words(search.skipped), file=sys.stderr)
    places = (options.output, options.csv, options.parquet, options.annotate)
    if not options.quiet and (written := [path for path in places if path]):
        print("Written:", " and ".join(str(path.resolve()) for path in written), file=sys.stderr)
    if tally.failed:
        return 1
    return IN_DOUBT if options.strict and tally.doubtful else 0


def _search(options: argparse.Namespace) -> Search:
    if options.cluster is None:
        return Search(sys.stdin, options.annotate)
    from digitrec.cli.read.on_cluster.addresses import AddressSearch

    return AddressSearch(sys.stdin, options.annotate)


def _answers(options: argparse.Namespace, search: Search, tally: Tally, stack: ExitStack) -> Iterator[Answer]:
    """Reads what the options name; the reading stages are imported here, after the options were checked."""
    from digitrec.cli.read.workers import read_here, read_in_processes
    from digitrec.cli.shared.reader import open_reader

    task = _task(options)
    # With --jobs too: it says what is wrong, once.
    reader, skipped = open_reader(task.models, task.model, hand=task.hand, signs=task.signs)
    for sentence in skipped:
        print("digitrec:", sentence, file=sys.stderr)
    files = search.files(options.paths)
    if options.watch is not None:
        arriving = arriving_files(options.watch, options.annotate)
        yield from read_here(itertools.chain(files, arriving), reader, task)
    elif options.cluster is not None:
        from digitrec.cli.read.on_cluster.run import read_on_cluster

        yield from _with_progress(read_on_cluster(files, task, options, tally), options, stack)
    elif options.jobs > 1:
        yield from _with_progress(read_in_processes(files, task, options.jobs), options, stack)
    else:
        yield from _with_progress(read_here(files, reader, task), options, stack)


def _task(options: argparse.Namespace) -> Any:
    from digitrec.cli.read.workers import Task
    from digitrec.files.images import MOST_PIXELS
    from digitrec.types import DOUBT

    return Task(
        Path(options.models),
        Path(options.model) if options.model else None,
        options.single,
        max(options.min_confidence, DOUBT if options.mark_doubt else 0.0),
        options.annotate,
        options.max_pixels or MOST_PIXELS,
        not options.no_hand,
        options.signs,
    )


def _with_progress(
    answers: Iterator[Answer], options: argparse.Namespace, stack: ExitStack
) -> Iterator[Answer]:
    """Shows a bar with rate and time left, on a terminal only."""
    if options.quiet or not sys.stderr.isatty():
        return answers
    from tqdm import tqdm

    total = None
    if STANDARD_INPUT not in options.paths:
        total = sum(1 for _ in _search(options).files(options.paths))
        if total == 1:
            return answers
    bar: Any = stack.enter_context(tqdm(total=total, unit=" files", file=sys.stderr, leave=False))

    def counted() -> Iterator[Answer]:
        for answer in answers:
            bar.update(answer.page <= 1)  # a document is one file
            yield answer

    return counted()


def _writers(options: argparse.Namespace, stack: ExitStack) -> list[Callable[[Answer], None]]:
    writers: list[Callable[[Answer], None]] = [_complain]
    if options.output is None and (options.json or not options.quiet):
        form = as_json if options.json else as_text
        writers.append(lambda answer: _say(answer, form, also_errors=options.json))
    if options.csv is not None and options.cluster is None:  # a cluster's are written batch by batch
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
        _print(f"digitrec: {answer.name}: {answer.error}", sys.stderr)


def _print(line: str, stream: Any) -> None:
    """Prints a line beside the progress bar, if there is one."""
    if sys.stderr.isatty() and stream.isatty():
        from tqdm import tqdm

        tqdm.write(line, file=stream)
    else:
        print(line, file=stream, flush=True)
