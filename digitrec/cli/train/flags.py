"""The flags of `training_model.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitrec.cli.shared.options import OUTPUT
from digitrec.cli.train.plans import MEMBERS, OF_A_PLAN, PRECISIONS, PRESETS, STANDARD, TITLES

OF_THE_PLAN = ("preset", "epochs", "seed", *OF_A_PLAN)


def make_parser() -> argparse.ArgumentParser:
    """The parser; what is part of a plan is None where it was not given."""
    parser = argparse.ArgumentParser(
        prog="training_model.py",
        description="Trains a model for handwritten digits. Without arguments, a menu asks which.",
        epilog="Ctrl-C keeps the best epoch so far; --resume goes on after the last whole one.",
    )
    parser.add_argument(
        "--model",
        choices=tuple(TITLES),
        default="advanced",
        help="; ".join(f"{name}: {title}" for name, title in TITLES.items()) + " (advanced)",
    )
    epochs = ", ".join(f"{name}: {preset.epochs} epochs" for name, preset in PRESETS.items())
    parser.add_argument("--preset", choices=tuple(PRESETS), help=f"{epochs} ({STANDARD})")
    _add_plan(parser)
    _add_data(parser)
    parser.add_argument(
        "--members", type=_members, default=MEMBERS, metavar="N", help="of an ensemble (%(default)s)"
    )
    parser.add_argument(
        "--member", type=Path, action="append", default=[], metavar="FILE",
        help="a trained .keras file to pack into the ensemble, which then trains nothing; two at least",
    )  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted training")
    parser.add_argument(
        "--output", type=Path, default=Path(OUTPUT), metavar="DIR", help="where models are kept (%(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes that make images (half of the cores, at most 8)"
    )
    parser.add_argument("--json", action="store_true", help="tell of the training as one JSON object a line")
    return parser


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", type=_count, metavar="N", help="how many, instead of the preset's")
    parser.add_argument("--seed", type=_seed, metavar="N", help="of everything that is left to chance (1)")
    parser.add_argument("--batch-size", type=_count, metavar="N", help="glyphs a step (128)")
    parser.add_argument("--learning-rate", type=_positive, metavar="X", help="the highest (0.002)")
    parser.add_argument("--weight-decay", type=_not_negative, metavar="X", help="decoupled (0.02)")
    parser.add_argument(
        "--label-smoothing", type=_share, metavar="X", help="share of the target for all classes (0.02)"
    )
    parser.add_argument(
        "--echo", type=_count, metavar="N", help="times a glyph is learned before it is made anew (3)"
    )
    parser.add_argument(
        "--precision",
        choices=("auto", *PRECISIONS),
        default="auto",
        help="to compute in; auto: bfloat16 where the processor or accelerator is fast at it (%(default)s)",
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        action="append",
        metavar="SET",
        help="mnist, an .npz (x_train, y_train), a folder of IDX files, or a folder of folders 0 to 9 with "
        "images; repeat it to mix several (mnist)",
    )
    parser.add_argument(
        "--val-split",
        type=_share,
        metavar="X",
        help="share of each set that validates, of each digit alike (5,000 images, at most a tenth)",
    )
    parser.add_argument(
        "--fonts", type=Path, action="append", default=[], metavar="DIR", help="more handwriting fonts"
    )
    parser.add_argument(
        "--skip-test", action="store_true", help="leave the test images unseen: for trial runs"
    )


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
