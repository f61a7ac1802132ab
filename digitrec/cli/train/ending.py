"""Checks the flags of every training of the command line, and says what came of it in the end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitrec.cli.train.flags import OF_THE_PLAN
from digitrec.cli.train.plans import ENSEMBLE, resume_command
from digitrec.cli.train.progress import Printer, duration, meaning_lines
from digitrec.percent import percent

if TYPE_CHECKING:
    from digitrec.cli.train.json_lines import JsonPrinter
    from digitrec.learning.loop.result import TrainingResult

INTERRUPTED = 130  # 128 + SIGINT, as shells say it


def check_flags(
    parser: argparse.ArgumentParser, options: argparse.Namespace, foreign: Sequence[str] = ()
) -> None:
    """Ends the program with a usage error if flags do not go together.

    Args:
        parser: says so.
        options: what was parsed.
        foreign: names of options that mean nothing to the model that is trained.
    """
    for name in foreign:
        if getattr(options, name) is not None:
            parser.error(f"--{name.replace('_', '-')} does not go with --model {options.model}.")
    if options.resume and any(getattr(options, name) is not None for name in OF_THE_PLAN):
        parser.error("--resume goes on with the plan it was started with: leave the other choices out.")


def printer_of(options: argparse.Namespace) -> Printer | JsonPrinter:
    """What prints the progress of a training: lines for people, or for programs."""
    if not options.json:
        return Printer()
    from digitrec.cli.train.json_lines import JsonPrinter

    return JsonPrinter()


def say_what_begins(options: argparse.Namespace, sentence: str) -> None:
    """Says to people what is trained, and what the line of an epoch will mean."""
    if options.json:
        return
    print("\n".join([sentence, *(() if options.member else meaning_lines(options.model))]), flush=True)


def tell(options: argparse.Namespace, trained: TrainingResult | None) -> None:
    """Tells programs what came of a training."""
    if options.json and trained is not None:
        from digitrec.cli.train.json_lines import JsonPrinter

        JsonPrinter().trained(trained)


def end_training(
    options: argparse.Namespace, trained: TrainingResult | None, what: str = "", silent: bool = False
) -> int:
    """Says what came of a training, and how an interrupted one goes on.

    Args:
        options: of the command.
        trained: the result; None if nothing was kept.
        what: what the accuracy means, if it is not the share of digits read rightly.
        silent: whether the result was told elsewhere.

    Returns:
        The exit code: 0 fine, 130 interrupted.
    """
    if trained is None:
        ensemble = options.model == ENSEMBLE
        kept = f"Interrupted. Go on: {resume_command(options)}"
        nothing = "Interrupted before the first epoch was done: nothing to keep."
        print(kept if ensemble else nothing, file=sys.stderr)
        return INTERRUPTED
    if not silent:
        for line in result_lines(trained, what):
            print(line)
    if trained.interrupted:
        print(f"Go on: {resume_command(options)}", file=sys.stderr)
        return INTERRUPTED
    return 0


def result_lines(trained: TrainingResult, what: str = "") -> list[str]:
    """The result of a training: where it lies, how well it does, how long it took."""
    record = trained.record
    facts = [f"validation {percent(record.validation_accuracy or 0.0, 2)}"]
    if record.classes:  # networks of maps have no test images
        test = "not looked at" if record.test_accuracy is None else percent(record.test_accuracy, 2)
        facts.append(f"test {test}")
    if epoch := record.training.get("best_epoch"):
        facts.append(f"epoch {epoch}")
    facts.append(duration(record.training.get("seconds", 0)))
    lines = [f"{trained.path.resolve()}: " + ", ".join([what, *facts] if what else facts)]
    if trained.report is not None:
        lines.append(f"Report: {trained.report.resolve()}")
    if not trained.is_best:
        lines.append("A better model of this kind is there already: this one was given a name of its own.")
    return lines
