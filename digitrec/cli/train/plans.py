"""Models that can be trained, presets, durations, and command lines; imports nothing heavy."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitrec.models.places import output_folder

if TYPE_CHECKING:
    from digitrec.learning.digits.plan import Plan

ENSEMBLE, STUDENT, SEQUENCE = "ensemble", "student", "sequence"
FINDER, INK, SINGLE = OF_MAPS = "finder", "ink", "single"
TITLES = {
    "advanced": "advanced CNN",
    "residual": "residual network",
    ENSEMBLE: "ensemble (3 models)",
    SEQUENCE: "CNN + BiLSTM for digit strings",
    STUDENT: "distil the ensemble into one fast model",
    FINDER: "finder of numbers on pages",
    INK: "network that tells the ink of digits apart",
    SINGLE: "ink network for images of one digit",
}
REFINED = 1 / 3  # share of the epochs, the last ones, that are less distorted
PRECISIONS = {"float32": "float32", "bfloat16": "mixed_bfloat16"}
OF_A_PLAN = ("batch_size", "learning_rate", "weight_decay", "label_smoothing", "echo")  # as flags name them
FAST_BFLOAT16 = ("avx512_bf16", "amx_bf16")  # processor flags
MEMBERS = 3
# Seconds an epoch on two cores that are fast at bfloat16, the student's with an ensemble of three as teacher.
SECONDS = {"advanced": 75, "residual": 95, STUDENT: 110, SEQUENCE: 185, FINDER: 55, INK: 65, SINGLE: 60}
FLOAT32_FACTOR = 2.5  # how much longer it takes on cores that are not


@dataclass(frozen=True, slots=True)
class Preset:
    """How thorough a training is.

    Args:
        epochs: how many.
        synthetic: how much of the usual share of synthetic images an epoch holds.
    """

    epochs: int
    synthetic: float = 1.0


PRESETS = {"quick": Preset(5, 0.5), "standard": Preset(27), "thorough": Preset(60)}
STANDARD = "standard"


def minutes(model: str, preset: str, members: int = MEMBERS, slowness: float = 1.0) -> int:
    """About how long a training takes on this machine.

    Args:
        model: a key of `TITLES`.
        preset: a key of `PRESETS`.
        members: of an ensemble.
        slowness: of its cores, see `speed.Speed`.
    """
    chosen = PRESETS[preset]
    if model == ENSEMBLE:
        seconds = sum(SECONDS[("advanced", "residual")[number % 2]] for number in range(members))
    else:
        seconds = SECONDS[model]
    synthetic = 1.0 if model in (SEQUENCE, *OF_MAPS) else chosen.synthetic
    glyphs = (1 + 0.72 * synthetic) / 1.72  # of a usual epoch
    cores = min(8, os.cpu_count() or 1) / 2
    slow = 1.0 if is_fast_at_bfloat16() else FLOAT32_FACTOR
    return max(1, round(seconds * chosen.epochs * glyphs * slow * slowness / cores / 60))


def make_plan(options: argparse.Namespace) -> Plan:
    """The plan that flags ask for."""
    from digitrec.learning.digits.plan import Plan
    from digitrec.learning.digits.sampler import Sampling

    chosen = {
        name: getattr(options, name) for name in ("seed", *OF_A_PLAN) if getattr(options, name) is not None
    }
    preset = PRESETS[options.preset or STANDARD]
    epochs = options.epochs or preset.epochs
    usual = Sampling()
    plan = Plan(
        architecture=options.model,
        epochs=epochs,
        precision=PRECISIONS[fast_precision() if options.precision == "auto" else options.precision],
        refine=round(REFINED * epochs),
        label_smoothing=0.0 if options.model == STUDENT else Plan().label_smoothing,
        sampling=replace(
            usual,
            rendered=preset.synthetic * usual.rendered,
            negatives=preset.synthetic * usual.negatives,
        ),
    )
    return replace(plan, **chosen)


def command_of(plan: Plan, extra: Sequence[str] = ()) -> str:
    """The line that does a training again.

    Args:
        plan: the training.
        extra: flags that are not part of the plan.
    """
    usual = type(plan)()
    precision = next(name for name, policy in PRECISIONS.items() if policy == plan.precision)
    words = ["python", "training_model.py", "--model", plan.architecture]
    share = plan.sampling.negatives / usual.sampling.negatives
    if share != 1:
        words += ["--preset", next(name for name, one in PRESETS.items() if one.synthetic == share)]
    words += ["--epochs", str(plan.epochs), "--seed", str(plan.seed), "--precision", precision]
    for name in OF_A_PLAN:
        default = 0.0 if (name, plan.architecture) == ("label_smoothing", STUDENT) else getattr(usual, name)
        if getattr(plan, name) != default:
            words += [f"--{name.replace('_', '-')}", str(getattr(plan, name))]
    return shlex.join([*words, *extra])


def data_flags(options: argparse.Namespace) -> list[str]:
    """The flags that say what is learned from."""
    words = [word for source in options.data or () for word in ("--data", str(source))]
    words += [] if options.start is None else ["--start", str(options.start)]
    words += [] if options.val_split is None else ["--val-split", str(options.val_split)]
    for flag in ("strokes", "fonts", "photographs"):
        words += [word for path in getattr(options, flag) for word in (f"--{flag}", str(path))]
    return words


def resume_command(options: argparse.Namespace) -> str:
    """The line that goes on with a training, from the same images to the same place."""
    words = ["python", "training_model.py", "--model", options.model, "--resume"]
    if options.output != output_folder():
        words += ["--output", str(options.output)]
    words += data_flags(options)
    return shlex.join([*words, *(["--skip-test"] if options.skip_test else [])])


def fast_precision() -> str:
    """What is fast on this processor or accelerator: "bfloat16" or "float32"."""
    if is_fast_at_bfloat16():
        return "bfloat16"
    if any(Path("/dev").glob("nvidia[0-9]*")):
        from digitrec.learning.loop.parallel import accelerators

        return "bfloat16" if accelerators() else "float32"
    return "float32"


def is_fast_at_bfloat16() -> bool:
    """Whether the processor has instructions for it."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in flags for flag in FAST_BFLOAT16)
