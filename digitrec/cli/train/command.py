"""`training_model.py` and `python -m digitrec train`: trains a model, chosen by flags or from a menu."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from digitrec.cli.shared.cluster import Cluster
from digitrec.cli.train import adapt, maps, menu, sequence
from digitrec.cli.train.ending import (
    INTERRUPTED,
    check_flags,
    end_training,
    printer_of,
    say_what_begins,
    tell,
)
from digitrec.cli.train.flags import make_parser
from digitrec.cli.train.plans import (
    ENSEMBLE,
    MEMBERS,
    OF_MAPS,
    SEQUENCE,
    TITLES,
    command_of,
    data_flags,
    make_plan,
)
from digitrec.errors import DigitrecError

if TYPE_CHECKING:
    from digitrec.learning.digits.ensemble import Group
    from digitrec.learning.digits.plan import Plan
    from digitrec.learning.digits.request import Request
    from digitrec.learning.loop.result import TrainingResult

MOST_WORKERS = 8
OF_SEEDS = ("advanced", "residual", ENSEMBLE)  # what workers of a cluster train


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains a model.

    Args:
        arguments: of the command; None = those of the process. An empty list opens the menu.

    Returns:
        0 fine, 1 something the user can mend, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not given:
            given = menu.ask()
            if not given:
                return 0
            print()
        if given == [menu.EVALUATE]:
            code: int = import_module("digitrec.cli.evaluate.command").main([])
            return code
        return _train(given)
    except DigitrecError as error:
        print("digitrec:", " ".join(str(error).split()), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED


def _train(given: list[str]) -> int:
    parser = make_parser()
    options = parser.parse_args(given)
    if options.adapt:
        return adapt.main(parser, options)
    if options.cluster and (options.model not in OF_SEEDS or options.member or options.resume):
        parser.error(f"--cluster trains {', '.join(OF_SEEDS)}, and goes on by itself without --resume.")
    if options.model == SEQUENCE:
        return sequence.main(given)
    if options.model in OF_MAPS:
        return maps.main(given)
    check_flags(parser, options)
    if options.member and (options.model != ENSEMBLE or len(options.member) < 2):
        parser.error("--member goes with --model ensemble, and wants two files at least.")
    with ExitStack() as stack:
        cluster = None if options.cluster is None else stack.enter_context(Cluster(options.cluster))
        if cluster is not None and options.model != ENSEMBLE:
            from digitrec.cli.train.on_cluster import seeds

            return seeds.main(options, _request(options, make_plan(options)), cluster)
        trained = _run(options, cluster)
    tell(options, trained)
    return end_training(options, trained, silent=options.json)


def _run(options: argparse.Namespace, cluster: Cluster | None) -> TrainingResult | None:
    from digitrec.learning.digits import ensemble, train

    count = options.members or MEMBERS
    group = ensemble.Group(count, tuple(options.member)) if options.model == ENSEMBLE else None
    if not options.resume:
        plan = make_plan(options)
    elif group is not None:
        plan, group = ensemble.saved_group(options.output)
    else:
        plan = train.saved_plan(options.output, options.model)

    request = _request(options, plan, _member_flags(group))
    printer = printer_of(options)
    begun = f"{plan.epochs} epochs, seed {plan.seed}, {plan.precision}"
    if options.member:
        begun = f"packing {len(options.member)} trained models"
    say_what_begins(options, f"{TITLES[options.model].partition(' (')[0]}, {begun}")
    if group is None:
        trained = train.train(request, printer)
    elif cluster is None:
        trained = ensemble.train_ensemble(request, group, printer)
    else:
        from digitrec.cli.train.on_cluster.members import train_on_cluster

        elsewhere = partial(train_on_cluster, cluster, watch=printer)
        trained = ensemble.train_ensemble(request, group, printer, elsewhere)
    printer.clear()
    return trained


def _request(options: argparse.Namespace, plan: Plan, flags: Sequence[str] = ()) -> Request:
    """The request that flags ask for; those of the ensemble are for the command of the record."""
    from digitrec.learning.digits.request import Request

    return Request(
        plan=plan,
        output=options.output if options.cluster is None else options.output.resolve(),
        command=command_of(plan, [*flags, *data_flags(options)]),
        data=tuple(options.data or ("mnist",)),
        validation_share=options.val_split,
        fonts=options.fonts,
        strokes=options.strokes,
        start=options.start,
        resume=options.resume,
        workers=_workers(options.workers),
        look_at_test=not options.skip_test,
    )


def _member_flags(group: Group | None) -> list[str]:
    if group is None:
        return []
    if not group.ready:
        return ["--members", str(group.count)]
    return [word for path in group.ready for word in ("--member", str(path))]


def _workers(asked: int | None) -> int:
    """Processes that make images: one for two cores, so that networks and images have as much."""
    if asked is not None:
        return max(0, asked)
    return max(1, min(MOST_WORKERS, (os.cpu_count() or 1) // 2))
