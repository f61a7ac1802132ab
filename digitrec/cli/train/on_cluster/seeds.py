"""Has one plan trained with several seeds by the workers of a cluster, and says how well each does."""

from __future__ import annotations

import argparse
import shlex
import sys

from digitrec.cli.shared.cluster import Cluster
from digitrec.cli.train.ending import INTERRUPTED, printer_of, result_lines, say_what_begins, tell
from digitrec.cli.train.on_cluster.members import train_on_cluster
from digitrec.cli.train.plans import TITLES
from digitrec.errors import DigitrecError
from digitrec.learning.digits.members import member_request, seed_plans, trained_before
from digitrec.learning.digits.request import Request
from digitrec.learning.loop.result import TrainingResult


def main(options: argparse.Namespace, request: Request, cluster: Cluster) -> int:
    """Trains the seeds that are not there yet.

    Args:
        options: of the command.
        request: of the first seed.
        cluster: trains them.

    Returns:
        0 fine, 130 interrupted.

    Raises:
        DigitrecError: something the user can mend.
    """
    plan, count = request.plan, options.members or 1
    seeds = f"seeds {plan.seed} to {plan.seed + count - 1}" if count > 1 else f"seed {plan.seed}"
    say_what_begins(options, f"{TITLES[options.model]}, {plan.epochs} epochs, {seeds}, {plan.precision}")
    asked = [member_request(request, one) for one in seed_plans(plan, count)]
    printer = printer_of(options)
    if not train_on_cluster(cluster, [one for one in asked if trained_before(one) is None], printer):
        print("Interrupted. The workers keep the states: run the same command to go on.", file=sys.stderr)
        return INTERRUPTED
    results = [_result(one) for one in asked]
    for trained in results:
        tell(options, trained)
        if not options.json:
            print(result_lines(trained)[0])
    if count > 1 and not options.json:
        words = [word for trained in results for word in ("--member", str(trained.path))]
        print(
            "Pack them:", shlex.join(["python", "training_model.py", "--model", "ensemble", *words]),
            file=sys.stderr,
        )  # fmt: skip
    return 0


def _result(request: Request) -> TrainingResult:
    stored = trained_before(request)
    if stored is None or stored.record is None:
        raise DigitrecError(f"{request.name} was trained by another digitrec: install the same.")
    return TrainingResult(stored.path, stored.record, interrupted=False)
