"""`python -m digitrec bench`: every stage of reading, timed on this machine, and Keras beside it."""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digitrec.cli.bench import images
from digitrec.cli.shared.options import SCHEMA, add_model
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.models.engine import Engine, load_best
from digitrec.models.store import StoredModel
from digitrec.page.normalise import to_model_input
from digitrec.reading.frame import sharpness
from digitrec.reading.page import load_page_reader
from digitrec.reading.reader import Reader
from digitrec.reading.sequence_choice import FOR_VIDEO, ChoiceSettings, second_opinion
from digitrec.tracking.watch import Watch, watched
from digitrec.types import Glyphs, Image

WARM_UP = 3  # runs that are not counted
LEAST_RUNS = 5
EXAMPLES = ("digitrec bench --no-keras", "digitrec bench --seconds 5", "digitrec bench --json")
PER_ROW = 1.0  # seconds spent on a row, unless it needs more for the least runs


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something takes.

    Args:
        group: what it belongs to.
        what: the stage.
        median: milliseconds.
        slowest_tenth: milliseconds, the 90th percentile.
        runs: how often it was run.
    """

    group: str
    what: str
    median: float
    slowest_tenth: float
    runs: int


def main(argv: Sequence[str] | None = None) -> int:
    """Times every stage of reading.

    Returns:
        0.

    Raises:
        ModelError: there is no usable model.
    """
    options = make_parser().parse_args(argv)
    stored, engine, _ = load_best(options.models, options.model)
    if not options.json:
        print(f"Model {stored.name} through {engine.kind}; milliseconds, median and 90th percentile\n")
    timings: dict[str, Timing] = {}
    for timing in _timings(stored, engine, options):
        timings[timing.what] = timing
        _show(timing, options.json)
    if not options.json:
        _show_ratios(timings)
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "bench", "Times every stage of reading: medians of many runs.", "[OPTION ...]", EXAMPLES
    )
    options = parser.add_argument_group("options")
    options.add_argument("--seconds", metavar="S", type=float, default=PER_ROW, help="a row (%(default)s)")
    options.add_argument(
        "--no-keras", action="store_true", help="leave Keras out, which takes long to import"
    )
    options.add_argument("--json", action="store_true", help="one JSON object a row")
    add_model(options)
    add_help(options)
    return parser


def timed(group: str, what: str, action: Callable[[], object], seconds: float) -> Timing:
    """Runs something again and again for a while."""
    for _ in range(WARM_UP):
        action()
    took: list[float] = []
    end = time.perf_counter() + seconds
    while len(took) < LEAST_RUNS or time.perf_counter() < end:
        start = time.perf_counter()
        action()
        took.append(1e3 * (time.perf_counter() - start))
    return Timing(group, what, statistics.median(took), float(np.percentile(took, 90)), len(took))


def _timings(stored: StoredModel, engine: Engine, options: argparse.Namespace) -> Iterator[Timing]:
    seconds = options.seconds
    ink = images.digit()
    glyph = to_model_input(ink)
    yield timed("one digit", "normalise", lambda: to_model_input(ink), seconds)
    one: Glyphs = glyph[np.newaxis]
    for count in (1, 10, 64):
        glyphs: Glyphs = np.repeat(one, count, axis=0)
        yield timed("model", f"{engine.kind}, {count} at once", _call(engine.probabilities, glyphs), seconds)

    def digit_to_probabilities() -> object:
        return engine.probabilities(to_model_input(ink)[np.newaxis])

    yield timed("one digit", "normalise and model", digit_to_probabilities, seconds)
    if not options.no_keras:
        yield from _keras_timings(stored, one, seconds)
    second, watching = (
        second_opinion(options.models, options.model, settings)[0]
        for settings in (ChoiceSettings(), FOR_VIDEO)
    )
    page, _ = load_page_reader(options.models)
    reader, drawing = Reader(engine, second=second, page=page), images.canvas()
    yield timed("canvas, 10 digits", "all of it", lambda: reader.read_ink(drawing), seconds)
    yield from _camera_timings(Reader(engine, second=watching, page=page), seconds)
    for name, image in (
        ("640x480 frame, 5 digits", images.frame()),
        ("12-megapixel photo", images.photo()),
        ("cheque amount", images.cheque()),
    ):
        yield from _page_timings(name, image, reader, seconds)


def _camera_timings(reader: Reader, seconds: float) -> Iterator[Timing]:
    """A frame of a camera, and what following it over time costs."""
    name, image = "1280x720 camera frame, 5 digits", images.camera()
    reading, state, clock = reader.read(image), [Watch()], itertools.count()

    def follow() -> None:
        state[0] = watched(state[0], reading, next(clock) / 30)

    def look_and_follow(look: Callable[[Image], object]) -> None:
        look(image)
        sharpness(image)
        follow()

    yield timed(name, "track and vote", follow, seconds)
    still = reader.video()
    yield timed(name, "all of it, nothing moves", lambda: look_and_follow(still), seconds)
    yield timed(name, "all of it", lambda: look_and_follow(reader.read_as_it_lies), seconds)


def _page_timings(name: str, image: Image, reader: Reader, seconds: float) -> Iterator[Timing]:
    rows = reader.page.rows(image)
    stages = [
        timed(name, "find", lambda: reader.page.rows(image), seconds),
        timed(name, "cut out, ink, rows", lambda: reader.page.cut(image, rows), seconds),
    ]
    yield from stages
    whole = timed(name, "all of it", lambda: reader.read(image), seconds)
    rest = max(0.0, whole.median - sum(stage.median for stage in stages))
    yield Timing(name, "model and decode (the rest)", rest, rest, whole.runs)
    yield whole


def _keras_timings(stored: StoredModel, glyphs: Glyphs, seconds: float) -> Iterator[Timing]:
    from digitrec.models.loading import load_keras

    model = load_keras(stored.path)
    batch = glyphs[..., np.newaxis]
    yield timed("one digit", "Keras: model(x)", lambda: model(batch, training=False), seconds)
    yield timed("one digit", "Keras: model.predict", lambda: model.predict(batch, verbose=0), 2 * seconds)


def _call(function: Callable[[Glyphs], object], glyphs: Glyphs) -> Callable[[], object]:
    return lambda: function(glyphs)


def _show(timing: Timing, as_json: bool) -> None:
    if as_json:
        values = {"schema": SCHEMA, "group": timing.group, "what": timing.what, "runs": timing.runs}
        print(json.dumps(values | {"median_ms": timing.median, "p90_ms": timing.slowest_tenth}), flush=True)
        return
    name = f"{timing.group}: {timing.what}"
    print(f"{name:<56}{timing.median:>10.3f}{timing.slowest_tenth:>10.3f}", flush=True)


def _show_ratios(timings: dict[str, Timing]) -> None:
    ours = timings["normalise and model"].median
    for what in ("Keras: model(x)", "Keras: model.predict"):
        if what in timings:
            print(f"\n{what} takes {timings[what].median / ours:.0f} times as long as normalise and model")
