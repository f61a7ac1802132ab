"""`training_model.py --adapt`: fine-tunes the best model on what the user has taught, and takes it back."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from digitrec.cli.train.flags import OF_THE_PLAN, UNDO
from digitrec.percent import percent

if TYPE_CHECKING:
    from digitrec.learning.digits.adapted import AdaptedModel

TAKE_BACK = f"python training_model.py --adapt {UNDO}"


def main(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Adapts the best model, or takes the adapted one back.

    Returns:
        0, also where nothing is kept.

    Raises:
        DigitrecError: too little was taught, or there is no model to adapt or to take back.
    """
    for name in (*OF_THE_PLAN, "resume", "start", "data"):
        if getattr(options, name):
            parser.error(f"--{name.replace('_', '-')} does not go with --adapt.")
    from digitrec.learning.digits.adapted import adapt_best, take_back

    if options.adapt == UNDO:
        last, now = take_back(options.output)
        reads = f"{now.name} reads" if now else "no model is left"
        print(f"{last.name} is moved to {options.output.resolve() / 'former'}; {reads} now.")
        return 0
    from digitrec.handwriting.opening import open_store

    begun = time.monotonic()
    adapted = adapt_best(options.output, open_store().taught(), _tell)
    print("\n".join(lines_of(adapted, time.monotonic() - begun)))
    return 0


def lines_of(adapted: AdaptedModel, seconds: float) -> list[str]:
    """What came of it, for people."""
    before, after = adapted.result.before, adapted.result.after
    told = (
        f"taught glyphs left out of it and read rightly: {before.right} before, {after.right} after; "
        f"validation {percent(before.validation, 2)} before, {percent(after.validation, 2)} after; "
        f"{seconds:.0f} s"
    )
    if adapted.path is None:
        return [f"Nothing was changed: {adapted.result.why_not} ({told})."]
    return [
        f"{adapted.path.resolve()}: {told}",
        f"It reads from now on. Back to {adapted.former.name}: {TAKE_BACK}",
    ]


def _tell(doing: str) -> None:
    print(f"{doing} ...", file=sys.stderr, flush=True)
