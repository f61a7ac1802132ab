"""The flags of `digitrec train`, and of `training_model.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitrec.cli.shared.cluster import add_cluster
from digitrec.cli.shared.options import add_material
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.cli.train.plans import MEMBERS, OF_A_PLAN, PRECISIONS, PRESETS, STANDARD, TITLES
from digitrec.models.places import output_folder

EXAMPLES = (
    "digitrec train",
    "digitrec train --model advanced --preset quick",
    "digitrec train --data mnist --data my_digits/ --fonts fonts/",
)
ADAPT, UNDO = "best", "undo"  # what `--adapt` does
OF_THE_PLAN = ("preset", "epochs", "seed", *OF_A_PLAN)


def make_parser() -> argparse.ArgumentParser:
    """The parser; what is part of a plan is None where it was not given."""
    parser = CommandParser(
        "train", "Trains a model, the advanced one if none is named. Without arguments, a menu asks which.",
        "[OPTION ...]", EXAMPLES,
    )  # fmt: skip
    what = parser.add_argument_group("what")
    what.add_argument(
        "--model", choices=tuple(TITLES), default="advanced", metavar="KIND",
        help=", ".join(TITLES),
    )  # fmt: skip
    epochs = ", ".join(f"{name}: {preset.epochs}" for name, preset in PRESETS.items())
    what.add_argument(
        "--preset", choices=tuple(PRESETS), metavar="NAME", help=f"epochs, {epochs} ({STANDARD})"
    )
    what.add_argument(
        "--resume", action="store_true",
        help="go on with a training that Ctrl-C interrupted",
    )  # fmt: skip
    what.add_argument(
        "--adapt", nargs="?", const=ADAPT, choices=(ADAPT, UNDO), metavar=UNDO,
        help=f"fine-tune the best model on what you have taught; {UNDO} takes it back",
    )  # fmt: skip
    what.add_argument("--start", type=Path, metavar="FILE", help="start from the weights of this .keras file")
    what.add_argument(
        "--output", type=Path, default=output_folder(), metavar="DIR", help="where models are kept"
    )
    what.add_argument(
        "--members", type=_members, metavar="N",
        help=f"networks of an ensemble ({MEMBERS}), or with --cluster seeds of a plan",
    )  # fmt: skip
    what.add_argument(
        "--member", type=Path, action="append", default=[], metavar="FILE",
        help="a trained model to pack into the ensemble, two at least",
    )  # fmt: skip
    _add_data(parser.add_argument_group("data"))
    _add_plan(parser.add_argument_group("how"))
    return parser


def _add_plan(how: argparse._ArgumentGroup) -> None:
    how.add_argument("--epochs", type=_count, metavar="N", help="how many, instead of the preset's")
    how.add_argument("--seed", type=_seed, metavar="N", help="of everything that is left to chance (1)")
    how.add_argument("--batch-size", type=_count, metavar="N", help="glyphs a step (128)")
    how.add_argument("--learning-rate", type=_positive, metavar="X", help="the highest (0.002)")
    how.add_argument("--weight-decay", type=_not_negative, metavar="X", help="decoupled (0.02)")
    how.add_argument(
        "--label-smoothing", type=_share, metavar="X", help="share of the target for all classes (0.02)"
    )
    how.add_argument(
        "--echo", type=_count, metavar="N", help="times a glyph is learned before it is made anew (3)"
    )
    how.add_argument(
        "--precision", choices=("auto", *PRECISIONS), default="auto", metavar="P",
        help=f"{', '.join(PRECISIONS)}, or what is fast here (%(default)s)",
    )  # fmt: skip
    how.add_argument("--workers", type=int, metavar="N", help="processes that make images (half the cores)")
    add_cluster(how, "train members, seeds")
    how.add_argument("--json", action="store_true", help="tell of the training as one JSON object a line")
    add_help(how)


def _add_data(data: argparse._ArgumentGroup) -> None:
    data.add_argument(
        "--data", action="append", metavar="SET",
        help="mnist, an .npz, IDX files, folders 0 to 9 of images; repeat to mix (mnist)",
    )  # fmt: skip
    data.add_argument(
        "--val-split", type=_share, metavar="X", help="share that validates, of each digit alike"
    )
    add_material(data)
    data.add_argument("--skip-test", action="store_true", help="leave the test images unseen: for trial runs")


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _members(text: str) -> int:
    if (number := int(text)) < 2:
        raise argparse.ArgumentTypeError(f"{text} is not 2 or more")
    return number


def _seed(text: str) -> int:
    if not 0 <= (number := int(text)) < 2**32:
        raise argparse.ArgumentTypeError(f"{text} is not 0 to {2**32 - 1}")
    return number


def _positive(text: str) -> float:
    if not (number := float(text)) > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _not_negative(text: str) -> float:
    if not (number := float(text)) >= 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return number


def _share(text: str) -> float:
    if not 0 <= (number := float(text)) <= 1 / 3:
        raise argparse.ArgumentTypeError(f"{text} is not 0 to 1/3")
    return number
