"""Puts the models that read into the wheel, the best of each kind of `output`, and the example images."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

STORE = Path(__file__).parent / "output"
EXAMPLES = Path(__file__).parent / "docs" / "examples"
PLACE = ("digitrec", "shipped")  # within the wheel: digitrec/models/places.py looks there
EXAMPLES_PLACE = ("digitrec", "examples")  # likewise
MOST_WITHOUT_SIGNS = 11  # classes: models that know signs are a kind of their own
FILES = (".keras", ".json", ".tflite")  # the model, its record, its compiled twin


def best_of_each_kind(store: Path) -> list[Path]:
    """The records of the models that read, by the highest recorded validation accuracy."""
    best: dict[tuple[str, bool], tuple[float, Path]] = {}
    for path in sorted(store.glob("best_*_model.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        accuracy = record.get("validation_accuracy") or 0.0
        kind = record.get("kind", "classifier"), record.get("classes", 0) > MOST_WITHOUT_SIGNS
        if kind not in best or accuracy > best[kind][0]:
            best[kind] = accuracy, path
    return [path for _, path in best.values()]


class WithModels(build_py):
    """Builds the package, with the models and the examples beside its modules."""

    def run(self) -> None:
        """Copies them; in an editable installation they are read where they are."""
        super().run()
        if self.editable_mode:
            return
        folder = Path(self.build_lib, *PLACE)
        folder.mkdir(parents=True, exist_ok=True)
        for record in best_of_each_kind(STORE):
            for ending in FILES:
                shutil.copyfile(record.with_suffix(ending), folder / f"{record.stem}{ending}")
        shutil.copytree(EXAMPLES, Path(self.build_lib, *EXAMPLES_PLACE), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithModels})
