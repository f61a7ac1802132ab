"""Where models and examples are looked for, and where a run writes."""

from __future__ import annotations

from pathlib import Path

OUTPUT = "output"  # the model store, and what the windows save
PACKAGE = Path(__file__).resolve().parents[1]


def shipped() -> Path:
    """The models that come with the program: inside the installed package, in a checkout `output`."""
    inside = PACKAGE / "shipped"
    return inside if inside.is_dir() else PACKAGE.parent / OUTPUT


def examples() -> Path | None:
    """The images to try the program with: inside the installed package, in a checkout `docs/examples`."""
    folders = PACKAGE / "examples", PACKAGE.parent / "docs" / "examples"
    return next((folder for folder in folders if folder.is_dir()), None)


def checkout() -> Path | None:
    """The checkout that this package runs from; None where it is installed."""
    root = PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / OUTPUT).is_dir() else None


def output_folder() -> Path:
    """Where a run writes: `output` where there is one, or in the checkout, else in the user's data folder."""
    here = Path(OUTPUT)
    if here.is_dir():
        return here
    root = checkout()
    return root / OUTPUT if root is not None else user_folder()


def hand_folder() -> Path:
    """Where the glyphs lie that the user has taught; it need not exist."""
    return output_folder() / "handwriting"


def user_folder() -> Path:
    """The folder that the system gives the program for a user's data; it need not exist."""
    from platformdirs import user_data_path

    return user_data_path("digitrec", appauthor=False) / OUTPUT


def model_folder(folder: Path | str = OUTPUT) -> Path:
    """Where models are looked for when `folder` is asked for; `output` is where a run would write."""
    return output_folder() if Path(folder) == Path(OUTPUT) else Path(folder)


def model_files(folder: Path | str) -> list[Path]:
    """The `.keras` files of a folder; behind those of the folder that a run writes to stand those that ship.

    Args:
        folder: it need not exist.
    """
    folders = [Path(folder)]
    if _same(folders[0], output_folder()) and not _same(folders[0], shipped()):
        folders.append(shipped())
    return [path for own in folders for path in sorted(own.glob("*.keras"))]


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
