"""What the commands have in common on their command lines."""

from __future__ import annotations

import argparse
from pathlib import Path

OUTPUT = "output"  # the model store and the album


def model_folder() -> Path:
    """Where models are looked for by default: `output` here, or else in the checkout that runs."""
    here, beside = Path(OUTPUT), Path(__file__).resolve().parents[3] / OUTPUT
    return beside if beside.is_dir() and not here.is_dir() else here


def program(name: str, description: str) -> argparse.ArgumentParser:
    """A parser for `python -m digitrec NAME`."""
    return argparse.ArgumentParser(
        prog=f"python -m digitrec {name}", description=description, allow_abbrev=False
    )


def add_models_folder(parser: argparse.ArgumentParser) -> None:
    """`--models DIR`."""
    parser.add_argument(
        "--models", metavar="DIR", default=model_folder(), help=f"the model folder ({OUTPUT})"
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """`--models DIR` and `--model PATH`."""
    add_models_folder(parser)
    parser.add_argument("--model", metavar="PATH", help="this .keras file instead of the best of the folder")
