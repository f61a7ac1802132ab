"""The menu of `training_model.py`: a few questions, answered by keys; imports nothing heavy."""

from __future__ import annotations

from pathlib import Path

from digitrec.cli.train.plans import PRESETS, STANDARD, TITLES, minutes

EVALUATE, OWN = "evaluate", "own"


def ask() -> list[str]:
    """Asks what to do.

    Returns:
        Arguments for the command line, or `["evaluate"]`; none if nothing shall be done.
    """
    choices = [*TITLES.items(), (EVALUATE, "evaluate the saved models"), (OWN, "learn from my own images")]
    print("What shall be trained?\n")
    for number, (_, title) in enumerate(choices, start=1):
        print(f"  {number}  {title}")
    print("  q  quit\n")
    keys = {str(number): name for number, (name, _) in enumerate(choices, start=1)}
    choice = _ask("Choice: ", keys | {"q": ""})
    if choice == EVALUATE:
        return [EVALUATE]
    sources = _ask_folder() if choice == OWN else []
    if not choice or sources is None:
        return []
    model = "advanced" if choice == OWN else choice
    preset = _ask_preset(model)
    return ["--model", model, "--preset", preset, *sources] if preset else []


def _ask_preset(model: str) -> str:
    print("\nHow long?\n")
    for name, preset in PRESETS.items():
        print(f"  {name[0]}  {name}: {preset.epochs} epochs, about {_duration(minutes(model, name))}")
    print("  b  nothing after all\n")
    keys = {name[0]: name for name in PRESETS}
    return _ask(f"How long [{STANDARD[0]}]: ", keys | {"": STANDARD, "b": ""})


def _ask_folder() -> list[str] | None:
    """Asks for a folder of own images; None if there shall be none."""
    print("\nA folder with folders 0 to 9 that hold images of digits, JPEG or PNG, of any size.")
    while True:
        answer = _line("Folder: ")
        if answer is None or answer in ("", "q"):
            return None
        folder = Path(answer).expanduser()
        if any((folder / str(digit)).is_dir() for digit in range(10)):
            return ["--data", "mnist", "--data", str(folder)]
        print(f"{folder} has no folders 0 to 9. Name another, or q.")


def _ask(question: str, choices: dict[str, str]) -> str:
    """Asks until the answer is one of `choices`; "" at the end of input or on Ctrl-C."""
    while (answer := _line(question)) is not None:
        if answer.lower() in choices:
            return choices[answer.lower()]
        print(f"There is no {answer!r} here. Choose one of: {', '.join(filter(None, choices))}.")
    return ""


def _line(question: str) -> str | None:
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        print()
        return None


def _duration(minutes: int) -> str:
    return f"{minutes} minutes" if minutes < 100 else f"{minutes / 60:.1f} hours"
