"""`python -m digitrec evaluate --only strings`: whole numbers of digits that no model was trained on."""

from __future__ import annotations

import json

from digitrec.learning.data import Images
from digitrec.learning.sequences.measure import KINDS, LONGEST, SHORTEST, share_exact
from digitrec.reading.reader import Reader
from digitrec.types import Image


def show_strings(reader: Reader, digits: Images, count: int, seed: int, as_json: bool) -> None:
    """Prints how many numbers of each kind are read exactly.

    Args:
        reader: reads the pictures.
        digits: validation digits.
        count: numbers of each kind.
        seed: of the numbers.
        as_json: one JSON object a kind instead of a table.
    """

    def read(image: Image) -> str:
        return "".join(reader.read(image).text.split())

    if not as_json:
        print(f"\n{count} numbers a kind of {SHORTEST} to {LONGEST} validation digits, exact %")
    for kind in KINDS:
        exact = share_exact(read, digits, kind, count, seed)
        if as_json:
            row = {"section": "strings", "kind": kind, "images": count, "exact": round(exact, 6)}
            print(json.dumps(row), flush=True)
        else:
            print(f"  {kind:<14}{100 * exact:8.2f}", flush=True)
