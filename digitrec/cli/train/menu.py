"""The menu of `training_model.py`: a few questions, answered by keys; imports nothing heavy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from digitrec.cli.train.plans import PRESETS, STANDARD, TITLES, minutes
from digitrec.cli.train.speed import Speed, measure_speed
from digitrec.models.places import hand_folder, model_files, output_folder
from digitrec.percent import percent

EVALUATE, OWN, ADAPT, BACK, QUIT = "evaluate", "own", "adapt", "back", "quit"
RECOMMENDED = "advanced"
COUNTED = {"sequence": "of lines", "finder": "of pages", "ink": "overlap", "single": "overlap"}
"""What their validation counts; of all others, digits."""
WIDTH = 46  # characters of a title


def ask() -> list[str]:
    """Asks what to do.

    Returns:
        Arguments for the command line, or `["evaluate"]`; none if nothing shall be done.
    """
    speed: Speed | None = None
    while True:
        choice = _ask_what()
        if choice == EVALUATE:
            return [EVALUATE]
        if choice == QUIT:
            return []
        if choice == ADAPT:
            return ["--adapt"]
        sources = _ask_folder() if choice == OWN else []
        if sources is None:
            return []
        if sources == [BACK]:
            continue
        if speed is None:
            print("\nMeasuring how fast this machine is ...", flush=True)
            speed = measure_speed()
        model = RECOMMENDED if choice == OWN else choice
        preset = _ask_preset(model, speed)
        if preset == QUIT:
            return []
        if preset != BACK:
            return ["--model", model, "--preset", preset, *sources]


def there_already(folder: Path) -> dict[str, float]:
    """The best recorded validation of each model, in a folder and among those that ship."""
    best: dict[str, float] = {}
    for path in model_files(folder):
        try:
            record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            kind, accuracy = record.get("kind", "classifier"), float(record["validation_accuracy"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue  # without a record nothing is known of it
        name = record.get("architecture") if kind == "classifier" else kind
        if name in TITLES:
            best[name] = max(accuracy, best.get(name, 0.0))
    return best


def taught_count(folder: Path) -> int:
    """How many glyphs were taught, or seem to be; none is opened."""
    return sum(1 for label in range(10) for _ in (folder / str(label)).glob("[0-9]*-[0-9]*.png"))


def _ask_what() -> str:
    there = there_already(output_folder())
    print("\nWhat shall be trained? Beside it, the validation of what is there already.\n")
    for number, (name, title) in enumerate(TITLES.items(), start=1):
        print(f" {number:>2}  {title:<{WIDTH}}{_validation(name, there)}".rstrip())
    others = (
        (EVALUATE, "evaluate the saved models"),
        (OWN, "learn from my own images, and MNIST"),
        (ADAPT, f"adapt the best model to my hand ({taught_count(hand_folder())} glyphs taught)"),
    )
    for number, (_, title) in enumerate(others, start=len(TITLES) + 1):
        print(f" {number:>2}  {title}")
    print("  q  quit\n")
    names = [*TITLES, EVALUATE, OWN, ADAPT]
    keys = {str(number): name for number, name in enumerate(names, start=1)}
    recommended = str(names.index(RECOMMENDED) + 1)
    return _ask(f"Choice [{recommended}]: ", keys | {"": RECOMMENDED, "q": QUIT})


def _validation(name: str, there: Mapping[str, float]) -> str:
    known = f"{percent(there[name], 2):>8} {COUNTED.get(name, 'of digits')}" if name in there else ""
    return f"{known:<19}  recommended" if name == RECOMMENDED else known


def _ask_preset(model: str, speed: Speed) -> str:
    print("\nHow long?\n")
    for name, preset in PRESETS.items():
        took = _duration(minutes(model, name, slowness=speed.slowness))
        print(f"  {name[0]}  {name}: {preset.epochs} epochs, about {took}")
    print("  b  back\n")
    if speed.busy:
        print("Other programs keep this machine busy: while they do, it takes longer.\n")
    keys = {name[0]: name for name in PRESETS}
    return _ask(f"How long [{STANDARD[0]}]: ", keys | {"": STANDARD, "b": BACK})


def _ask_folder() -> list[str] | None:
    """Asks for a folder of own images; `["back"]` to choose anew, None to leave."""
    print("\nA folder with folders 0 to 9 that hold images of digits, JPEG or PNG, of any size. b goes back.")
    while True:
        answer = _line("Folder: ")
        if answer is None or answer == "q":
            return None
        if answer in ("", "b"):
            return [BACK]
        folder = Path(answer).expanduser()
        if any((folder / str(digit)).is_dir() for digit in range(10)):
            return ["--data", "mnist", "--data", str(folder)]
        print(f"{folder} has no folders 0 to 9. Name another, or b to go back.")


def _ask(question: str, choices: dict[str, str]) -> str:
    """Asks until the answer is one of `choices`; `QUIT` at the end of input or on Ctrl-C."""
    while (answer := _line(question)) is not None:
        if answer.lower() in choices:
            return choices[answer.lower()]
        print(f"There is no {answer!r} here. Choose one of: {', '.join(filter(None, choices))}.")
    return QUIT


def _line(question: str) -> str | None:
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def _duration(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 100 else f"{minutes / 60:.1f} hours"
