"""`training_model.py --model finder`, `ink` and `single`: trains the networks that look at images."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digitrec.cli.train.ending import check_flags, end_training, printer_of, say_what_begins, tell
from digitrec.cli.train.flags import make_parser
from digitrec.cli.train.plans import PRESETS, STANDARD, TITLES, data_flags

if TYPE_CHECKING:
    from digitrec.learning.finder.plan import MapsPlan
    from digitrec.learning.loop.result import TrainingResult

OF_A_PLAN = ("seed", "batch_size", "learning_rate", "weight_decay")
FOREIGN = ("label_smoothing", "echo", "val_split")  # flags that mean nothing here
MEASURES = {
    "finder": "composed pages with all rows found",
    "ink": "overlap of ink on composed cut-outs",
    "single": "overlap of ink on composed images of one digit",
}


def main(arguments: Sequence[str]) -> int:
    """Trains a network of maps.

    Args:
        arguments: of the command, `--model finder`, `ink` or `single` among them.

    Returns:
        0 fine, 130 interrupted.

    Raises:
        DigitrecError: something the user can mend.
    """
    parser = make_parser()
    options = parser.parse_args(list(arguments))
    check_flags(parser, options, FOREIGN)
    trained = _run(options)
    tell(options, trained)
    return end_training(options, trained, MEASURES[options.model], silent=options.json)


def _run(options: argparse.Namespace) -> TrainingResult | None:
    from digitrec.learning.finder import train

    plan = train.saved_maps_plan(options.output, options.model) if options.resume else plan_of(options)
    sources = train.PageSourcePaths(
        tuple(options.data or ("mnist",)),
        tuple(options.strokes),
        tuple(options.fonts),
        tuple(options.photographs),
    )
    request = train.MapsRequest(
        plan=plan,
        output=options.output,
        sources=sources,
        command=command_of(plan, data_flags(options)),
        start=options.start,
        resume=options.resume,
        workers=1 if options.workers is None else max(0, options.workers),
    )
    printer = printer_of(options)
    say_what_begins(options, f"{TITLES[options.model]}, {plan.epochs} epochs, seed {plan.seed}")
    trained = train.train_maps(request, printer)
    printer.clear()
    return trained


def plan_of(options: argparse.Namespace) -> MapsPlan:
    """The plan that flags ask for."""
    from digitrec.learning.finder.plan import usual_plan

    usual = usual_plan(options.model)
    share = PRESETS[options.preset or STANDARD].epochs / PRESETS[STANDARD].epochs
    chosen = {name: getattr(options, name) for name in OF_A_PLAN if getattr(options, name) is not None}
    return replace(usual, epochs=options.epochs or max(1, round(share * usual.epochs)), **chosen)


def command_of(plan: MapsPlan, extra: Sequence[str] = ()) -> str:
    """The line that does a training again.

    Args:
        plan: the training.
        extra: flags that are not part of the plan.
    """
    from digitrec.learning.finder.plan import usual_plan

    usual = usual_plan(plan.network)
    words = ["python", "training_model.py", "--model", plan.network]
    words += ["--epochs", str(plan.epochs), "--seed", str(plan.seed)]
    for name in OF_A_PLAN[1:]:
        if getattr(plan, name) != getattr(usual, name):
            words += [f"--{name.replace('_', '-')}", str(getattr(plan, name))]
    return shlex.join([*words, *extra])
