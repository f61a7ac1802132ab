"""`training_model.py` and `python -m digitrec train`: trains a model, chosen by flags or from a menu."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitrec.cli.options import OUTPUT
from digitrec.errors import DigitrecError

if TYPE_CHECKING:
    from digitrec.learning.plan import Plan

TITLES = {"advanced": "advanced CNN (0.39 M parameters)"}
COMING = ("residual network", "ensemble", "student")
PRESETS = {"quick": 4, "standard": 27, "thorough": 60}  # epochs
REFINED = 1 / 3  # share of the epochs, the last ones, that are less distorted
PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
FAST_BFLOAT16 = ("avx512_bf16", "amx_bf16")  # processor flags
INTERRUPTED = 130  # 128 + SIGINT, as shells say it


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains a model.

    Args:
        arguments: of the command; None = those of the process. An empty list opens the menu.

    Returns:
        0 fine, 1 something the user can mend, 130 interrupted.
    """
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not given:
            given = _menu()
            if not given:
                return 0
        return _train(parser.parse_args(given), parser)
    except DigitrecError as error:
        print("digitrec:", " ".join(str(error).split()), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="training_model.py",
        description="Trains a model for handwritten digits. Without arguments, a menu asks which.",
        epilog="Ctrl-C keeps the best epoch so far; --resume goes on after the last whole one.",
    )
    parser.add_argument("--model", choices=tuple(TITLES), default="advanced", help="what to train (advanced)")
    parser.add_argument(
        "--preset", choices=tuple(PRESETS), help="quick: 4 epochs; standard: 27 epochs (standard)"
    )
    parser.add_argument("--epochs", type=_count, metavar="N", help="how many, instead of the preset's")
    parser.add_argument("--seed", type=int, metavar="N", help="of everything that is left to chance (1)")
    parser.add_argument("--batch-size", type=_count, metavar="N", help="glyphs a step (128)")
    parser.add_argument("--learning-rate", type=_positive, metavar="X", help="the highest (0.002)")
    parser.add_argument("--weight-decay", type=_not_negative, metavar="X", help="decoupled (0.02)")
    parser.add_argument(
        "--precision",
        choices=("auto", *PRECISIONS),
        help="to compute in; auto: bfloat16 where the processor is fast at it (auto)",
    )
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted training")
    parser.add_argument(
        "--output", type=Path, default=Path(OUTPUT), metavar="DIR", help="where models are kept (output)"
    )
    parser.add_argument("--data", type=Path, metavar="FILE", help="MNIST as .npz (the one that ships)")
    parser.add_argument(
        "--fonts", type=Path, action="append", default=[], metavar="DIR", help="more handwriting fonts"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that make images (1)")
    parser.add_argument(
        "--skip-test", action="store_true", help="leave MNIST's test images unseen: for trial runs"
    )
    return parser


def _train(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from digitrec.cli.train_progress import Printer, duration
    from digitrec.learning.data import MNIST_FILE
    from digitrec.learning.train import Request, saved_plan, train

    plan = saved_plan(options.output, options.model) if options.resume else _plan(options)
    if options.resume and any(getattr(options, name) is not None for name in _OF_THE_PLAN):
        parser.error("--resume goes on with the plan it was started with: leave the other choices out.")
    request = Request(
        plan=plan,
        output=options.output,
        command=command_of(plan),
        data=options.data or MNIST_FILE,
        fonts=options.fonts,
        resume=options.resume,
        workers=max(0, options.workers),
        look_at_test=not options.skip_test,
    )
    print(
        f"{TITLES[plan.architecture]}, {plan.epochs} epochs, seed {plan.seed}, {plan.precision}", flush=True
    )
    printer = Printer()
    trained = train(request, printer)
    printer.clear()
    if trained is None:
        print("Interrupted before the first epoch was done: nothing to keep.", file=sys.stderr)
        return INTERRUPTED
    record = trained.record
    test = "not looked at" if record.test_accuracy is None else f"{record.test_accuracy:.2%}"
    print(
        f"{trained.path}: validation {record.validation_accuracy:.2%}, test {test}, "
        f"epoch {record.training['best_epoch']}, {duration(record.training['seconds'])}"
    )
    if not trained.is_best:
        print("A better model of this kind is there already: this one was given a name of its own.")
    if trained.interrupted:
        print(f"Go on: {_resume_command(options)}", file=sys.stderr)
        return INTERRUPTED
    return 0


_OF_THE_PLAN = ("preset", "epochs", "seed", "batch_size", "learning_rate", "weight_decay", "precision")


def _plan(options: argparse.Namespace) -> Plan:
    from digitrec.learning.plan import Plan

    chosen = {
        name: getattr(options, name)
        for name in ("seed", "batch_size", "learning_rate", "weight_decay")
        if getattr(options, name) is not None
    }
    precision = options.precision or "auto"
    if precision == "auto":
        precision = "bfloat16" if _is_fast_at_bfloat16() else "float32"
    epochs = options.epochs or PRESETS[options.preset or "standard"]
    plan = Plan(
        architecture=options.model,
        epochs=epochs,
        precision=PRECISIONS[precision],
        refine=round(REFINED * epochs),
    )
    return replace(plan, **chosen)


def command_of(plan: Plan) -> str:
    """The line that does a training again."""
    usual = type(plan)()
    precision = next(name for name, policy in PRECISIONS.items() if policy == plan.precision)
    words = ["python", "training_model.py", "--model", plan.architecture, "--epochs", str(plan.epochs)]
    words += ["--seed", str(plan.seed), "--precision", precision]
    for name in ("batch_size", "learning_rate", "weight_decay"):
        if getattr(plan, name) != getattr(usual, name):
            words += [f"--{name.replace('_', '-')}", str(getattr(plan, name))]
    return shlex.join(words)


def _resume_command(options: argparse.Namespace) -> str:
    """The line that goes on with a training, from the same images to the same place."""
    words = ["python", "training_model.py", "--model", options.model, "--resume"]
    if options.output != Path(OUTPUT):
        words += ["--output", str(options.output)]
    if options.data:
        words += ["--data", str(options.data)]
    for folder in options.fonts:
        words += ["--fonts", str(folder)]
    return shlex.join([*words, *(["--skip-test"] if options.skip_test else [])])


def _menu() -> list[str]:
    """Asks what to train; nothing heavy is loaded for it. An empty answer means: nothing."""
    print("What shall be trained?\n")
    names = tuple(TITLES)
    for number, name in enumerate(names, start=1):
        print(f"  {number}  {TITLES[name]}")
    for title in COMING:
        print(f"  -  {title}: comes later")
    print("  q  quit\n")
    choice = _ask("Choice: ", {str(number): name for number, name in enumerate(names, start=1)} | {"q": ""})
    if not choice:
        return []
    print()
    for preset, epochs in PRESETS.items():
        print(f"  {preset[0]}  {preset}: {epochs} epochs")
    preset = _ask("How long [s]: ", {name[0]: name for name in PRESETS} | {"": "standard"})
    return ["--model", choice, "--preset", preset] if preset else []


def _ask(question: str, answers: dict[str, str]) -> str:
    """Asks until the answer is one of `answers`; "" at the end of input or on Ctrl-C."""
    while True:
        try:
            answer = input(question).strip().lower()
        except (EOFError, KeyboardInterrupt):
            print()
            return ""
        if answer in answers:
            return answers[answer]
        print(f"There is no {answer!r} here. Choose one of: {', '.join(filter(None, answers))}.")


def _is_fast_at_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in flags for flag in FAST_BFLOAT16)


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _positive(text: str) -> float:
    if not (number := float(text)) > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _not_negative(text: str) -> float:
    if not (number := float(text)) >= 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return number
