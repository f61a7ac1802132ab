"""`python -m digitrec evaluate --only strings`: whole numbers of digits that no model was trained on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from digitrec.cli.shared.options import SCHEMA
from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation.strings import KINDS, LONGEST, SHORTEST, share_exact
from digitrec.percent import percent_figure
from digitrec.reading.reader import Reader
from digitrec.types import Image


def show_strings(readers: Mapping[str, Reader], digits: Images, count: int, seed: int, as_json: bool) -> None:
    """Prints how many numbers of each kind are read exactly.

    Args:
        readers: by name; they read the same pictures.
        digits: validation digits.
        count: numbers of each kind.
        seed: of the numbers.
        as_json: one JSON object a kind and reader instead of a table.
    """
    if not as_json:
        print(f"\n{count} numbers a kind of {SHORTEST} to {LONGEST} validation digits, exact %")
        print(" " * 16 + "".join(f"  {name}" for name in readers))
    for kind in KINDS:
        shares = {
            name: share_exact(partial(_read, reader), digits, kind, count, seed)
            for name, reader in readers.items()
        }
        if as_json:
            for name, exact in shares.items():
                row = {"schema": SCHEMA, "section": "strings", "model": name, "kind": kind, "images": count}
                print(json.dumps({**row, "exact": round(exact, 6)}), flush=True)
        else:
            cells = "".join(f"  {percent_figure(exact, 2):>{len(name)}}" for name, exact in shares.items())
            print(f"  {kind:<14}{cells}", flush=True)


def _read(reader: Reader, image: Image) -> str:
    return "".join(reader.read(image).text.split())
