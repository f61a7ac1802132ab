"""`python -m digitrec evaluate --only strings`: whole numbers of digits that no model was trained on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from digitrec.cli.shared.options import SCHEMA
from digitrec.learning.evaluation.strings import KINDS, LONGEST, SHORTEST
from digitrec.percent import percent_figure
from digitrec.reading.reader import Reader
from digitrec.types import Image


def print_strings(readers: Sequence[str], figures: Iterator[float], count: int, as_json: bool) -> None:
    """Prints how many numbers of each kind are read exactly.

    Args:
        readers: their names.
        figures: for each kind, for each reader, the share; taken one by one.
        count: numbers of each kind.
        as_json: one JSON object a kind and reader instead of a table.
    """
    if not as_json:
        print(f"\n{count} numbers a kind of {SHORTEST} to {LONGEST} validation digits, exact %")
        print(" " * 16 + "".join(f"  {name}" for name in readers))
    for kind in KINDS:
        shares = {name: next(figures) for name in readers}
        if as_json:
            for name, exact in shares.items():
                row = {"schema": SCHEMA, "section": "strings", "model": name, "kind": kind, "images": count}
                print(json.dumps({**row, "exact": round(exact, 6)}), flush=True)
        else:
            cells = "".join(f"  {percent_figure(exact, 2):>{len(name)}}" for name, exact in shares.items())
            print(f"  {kind:<14}{cells}", flush=True)


def read_text(reader: Reader, image: Image) -> str:
    """The digits of an image."""
    return "".join(reader.read(image).text.split())
