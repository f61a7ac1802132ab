"""`training_model.py --model sequence`: trains the model that reads whole lines."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from digitrec.cli.train.ending import check_flags, end_training, printer_of, say_what_begins, tell
from digitrec.cli.train.flags import make_parser
from digitrec.cli.train.plans import (
    PRECISIONS,
    PRESETS,
    SEQUENCE,
    STANDARD,
    TITLES,
    data_flags,
    fast_precision,
)  # fmt: skip

if TYPE_CHECKING:
    from digitrec.learning.loop.result import TrainingResult
    from digitrec.learning.sequences.plan import SequencePlan

OF_A_PLAN = ("seed", "batch_size", "learning_rate", "weight_decay")
FOREIGN = ("label_smoothing", "echo", "val_split")  # flags that mean nothing here
MEASURE = "whole numbers read exactly"


def main(arguments: Sequence[str]) -> int:
    """Trains the sequence model.

    Args:
        arguments: of the command, `--model sequence` among them.

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
    return end_training(options, trained, MEASURE, silent=options.json)


def _run(options: argparse.Namespace) -> TrainingResult | None:
    from digitrec.learning.sequences import train

    plan = train.saved_line_plan(options.output) if options.resume else plan_of(options)
    request = train.LineRequest(
        plan=plan,
        output=options.output,
        command=command_of(plan, data_flags(options)),
        data=tuple(options.data or ("mnist",)),
        fonts=options.fonts,
        strokes=options.strokes,
        photographs=options.photographs,
        start=options.start,
        resume=options.resume,
        workers=1 if options.workers is None else max(0, options.workers),
        look_at_test=not options.skip_test,
    )
    printer = printer_of(options)
    begun = f"{plan.epochs} epochs, seed {plan.seed}, {plan.precision}"
    say_what_begins(options, f"{TITLES[SEQUENCE]}, {begun}")
    trained = train.train_lines(request, printer)
    printer.clear()
    return trained


def plan_of(options: argparse.Namespace) -> SequencePlan:
    """The plan that flags ask for."""
    from digitrec.learning.sequences.plan import SequencePlan

    chosen = {name: getattr(options, name) for name in OF_A_PLAN if getattr(options, name) is not None}
    precision = fast_precision() if options.precision == "auto" else options.precision
    plan = SequencePlan(
        epochs=options.epochs or PRESETS[options.preset or STANDARD].epochs,
        precision=PRECISIONS[precision],
    )
    return replace(plan, **chosen)


def command_of(plan: SequencePlan, extra: Sequence[str] = ()) -> str:
    """The line that does a training again.

    Args:
        plan: the training.
        extra: flags that are not part of the plan.
    """
    usual = type(plan)()
    precision = next(name for name, policy in PRECISIONS.items() if policy == plan.precision)
    words = ["python", "training_model.py", "--model", SEQUENCE, "--epochs", str(plan.epochs)]
    words += ["--seed", str(plan.seed), "--precision", precision]
    for name in OF_A_PLAN[1:]:
        if getattr(plan, name) != getattr(usual, name):
            words += [f"--{name.replace('_', '-')}", str(getattr(plan, name))]
    return shlex.join([*words, *extra])
