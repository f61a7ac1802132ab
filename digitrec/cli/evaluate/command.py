"""`python -m digitrec evaluate`: how well the saved models read, and how robustly."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from digitrec.cli.bench.command import timed
from digitrec.cli.evaluate import tables
from digitrec.cli.evaluate.cells import Measure, measured
from digitrec.cli.evaluate.robustness import show_robustness
from digitrec.cli.shared.cluster import Cluster, add_cluster
from digitrec.cli.shared.options import add_models_folder
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.errors import DigitrecError, ModelError
from digitrec.learning.data.collect import load_data, load_mnist
from digitrec.learning.data.dataset import Dataset, Images, joined
from digitrec.learning.evaluation import measure
from digitrec.models.engine import load_engine
from digitrec.models.store import StoredModel, scan_models, stored_model
from digitrec.reading.page import load_page_reader
from digitrec.reading.reader import Reader
from digitrec.types import GLYPH_SIDE

ROBUSTNESS = ("canvas", "places", "turns", "corruptions", "strings")
SECTIONS = ("models", *ROBUSTNESS)
EXAMPLES = (
    "digitrec evaluate",
    "digitrec evaluate --all --no-keras",
    "digitrec evaluate --robustness --limit 1000 --data my_digits/",
)
TIMED = 0.5  # seconds spent on timing a model through LiteRT, and as long through Keras


def main(argv: Sequence[str] | None = None) -> int:
    """Measures models.

    Returns:
        0.

    Raises:
        DigitrecError: there is no usable model, or a data set cannot be read.
    """
    parser = make_parser()
    options = parser.parse_args(argv)
    if options.all and options.model:
        parser.error("--all measures every model, --model one: leave one of them out")
    if options.limit < 1:
        raise DigitrecError(f"--limit must be at least 1, got {options.limit}.")
    sections = options.only or (SECTIONS if options.robustness else ("models",))
    readers = _readers(options)
    mnist = load_mnist()
    if "models" in sections:
        _show_models(readers, mnist, options)
    with ExitStack() as stack:
        if set(sections) & set(ROBUSTNESS):
            measure_cells = _measure(options, mnist.validation, stack)
            for reader in readers:
                show_robustness(reader, mnist.validation, sections, options, measure_cells)
    return 0


def _measure(options: argparse.Namespace, digits: Images, stack: ExitStack) -> Measure:
    """Measures here, or on the workers of a cluster."""
    if options.cluster is None:
        return lambda reader, cells: (measured(reader, digits, cell) for cell in cells)
    from digitrec.cli.evaluate.on_cluster import MeasuredOnCluster

    return MeasuredOnCluster(stack.enter_context(Cluster(options.cluster)), Path(options.models))


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "evaluate", "Measures how well the model that reads does, on images that it was not trained on.",
        "[OPTION ...]", EXAMPLES,
    )  # fmt: skip
    models = parser.add_argument_group("models")
    models.add_argument("--all", action="store_true", help="every model of the folder, the best one first")
    models.add_argument("--model", metavar="PATH", help="this .keras file, or kind: advanced, ensemble, ...")
    add_models_folder(models)
    what = parser.add_argument_group("what is measured")
    what.add_argument(
        "--data", metavar="SET", action="append", default=[],
        help="this too: an .npz, a folder of IDX files, or folders 0 to 9 with images",
    )  # fmt: skip
    what.add_argument(
        "--robustness", action="store_true",
        help="drawn digits by size, pen, place and turn; images corrupted as in MNIST-C; numbers",
    )  # fmt: skip
    what.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    what.add_argument("--limit", metavar="N", type=int, default=300, help="images a cell (%(default)s)")
    what.add_argument("--seed", metavar="S", type=int, default=1, help="of what is random (%(default)s)")
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    output.add_argument(
        "--no-keras", action="store_true", help="leave out Keras' time: no TensorFlow is needed"
    )
    add_cluster(output, "measure robustness")
    add_help(output)
    return parser


def _readers(options: argparse.Namespace) -> list[Reader]:
    """The model that reads, or all, the best one first; what is wrong with others goes to stderr."""
    found, notes = _models(options)
    page, missed = load_page_reader(options.models, threads=1)
    notes += missed
    readers = []
    for stored in found:
        try:
            readers.append(Reader(load_engine(stored, threads=1), stored, page=page))
        except ModelError as error:
            notes.append(f"Skipped {error}")
        if readers and not options.all:
            break
    if not readers:
        raise ModelError(notes[-1] if notes else f"No trained model in {options.models}.")
    for note in notes:
        _warn(note)
    return readers


def _models(options: argparse.Namespace) -> tuple[list[StoredModel], list[str]]:
    folder = Path(options.models)
    if options.model:
        named = folder / f"best_{options.model}_model.keras"
        return [stored_model(named if named.exists() else options.model)], []
    scan = scan_models(folder)
    if not scan.models and not scan.skipped:
        raise ModelError(f"No trained model in {folder} (looked for *.keras). Train one: digitrec train")
    return list(scan.models), list(scan.skipped)


def _show_models(readers: Sequence[Reader], mnist: Dataset, options: argparse.Namespace) -> None:
    own = {source: load_data_whole(source) for source in options.data}
    sets = {"validation": mnist.validation, "test": mnist.test}
    if find_spec("sklearn") is None:
        _warn("scikit-learn's digits are left out: pip install scikit-learn")
    else:
        sets["scikit-learn"] = measure.small_digits()
    no_keras = options.no_keras
    if not no_keras and find_spec("keras") is None:
        _warn("Keras' time is left out: pip install tensorflow")
        no_keras = True
    sets |= own
    measured = []
    for reader in readers:
        scores = {name: measure.score_glyphs(reader.engine, images) for name, images in sets.items()}
        litert, keras = _times(reader, no_keras)
        measured.append(tables.Measured(_stored(reader), scores, litert, keras))
        if options.json:
            tables.print_model(measured[-1])
    if not options.json:
        tables.print_models(measured)


def load_data_whole(source: str) -> Images:
    """All images of a data set, also those that a training would learn."""
    data = load_data([source])
    return joined([part for part in (data.training, data.validation, data.test) if len(part)])


def _times(reader: Reader, no_keras: bool) -> tuple[float, float | None]:
    """Median milliseconds a digit, through the engine and through `model(x)`."""
    glyphs = np.zeros((1, GLYPH_SIDE, GLYPH_SIDE), np.float32)
    engine = timed("", "", lambda: reader.engine.probabilities(glyphs), TIMED).median
    if no_keras:
        return engine, None
    from digitrec.models.loading import load_keras

    model = load_keras(_stored(reader).path)
    return engine, timed("", "", lambda: model(glyphs[..., np.newaxis], training=False), TIMED).median


def _stored(reader: Reader) -> StoredModel:
    if reader.model is None:
        raise ValueError("The readers of this command have models.")
    return reader.model


def _warn(text: str) -> None:
    print("digitrec:", text, file=sys.stderr)
