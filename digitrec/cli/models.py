"""`python -m digitrec models`: the trained models, the best one first, and why it is the best."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from digitrec.cli.shared.options import SCHEMA, add_models_folder
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.models.store import Scan, StoredModel, scan_models

EXAMPLES = ("digitrec models", "digitrec models --json", "digitrec models --models my_models/")
HEADINGS = ("", "name", "architecture", "validation", "test", "parameters", "size", "")


def main(argv: Sequence[str] | None = None) -> int:
    """Lists the models of a folder.

    Returns:
        0 if there is a usable model, else 1.
    """
    options = make_parser().parse_args(argv)
    scan = scan_models(options.models)
    for sentence in scan.skipped:
        print("digitrec:", sentence, file=sys.stderr)
    if not scan.models:
        print(
            f"digitrec: No trained model in {options.models} (looked for *.keras). "
            "Train one: python training_model.py",
            file=sys.stderr,
        )
        return 1
    print(_as_json(scan) if options.json else _as_table(scan))
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "models", "Lists the trained models, the best one first.", "[OPTION ...]", EXAMPLES
    )
    options = parser.add_argument_group("options")
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    add_models_folder(options)
    add_help(options)
    return parser


def reason(scan: Scan) -> str:
    """Why the first model of a folder is the best one, as a sentence."""
    best = scan.models[0]
    if not best.verified:
        return f"{best.name} comes first by name; no model here is verified."
    accuracy = best.validation_accuracy
    if accuracy is None:
        return f"{best.name} is the best: its record fits, though it names no validation accuracy."
    if len(scan.models) == 1:
        return f"{best.name} is the best: there is no other."
    return (
        f"{best.name} is the best: the highest recorded validation accuracy, {100 * accuracy:.2f} % "
        "(test accuracy chooses nothing)."
    )


def described(stored: StoredModel) -> dict[str, Any]:
    """A model as plain values, for JSON."""
    record = stored.record
    return {
        "schema": SCHEMA,
        "name": stored.name,
        "file": str(stored.path),
        "verified": stored.verified,
        "note": stored.note,
        "kind": stored.kind,
        "architecture": record.architecture if record else None,
        "validation_accuracy": record.validation_accuracy if record else None,
        "test_accuracy": record.test_accuracy if record else None,
        "parameters": record.parameters if record else None,
        "classes": record.classes if record else None,
        "bytes": stored.path.stat().st_size,
        "created": record.created if record else None,
    }


def _as_json(scan: Scan) -> str:
    lines = []
    for rank, stored in enumerate(scan.models):
        values = described(stored) | {"best": rank == 0}
        if rank == 0:
            values["why"] = reason(scan)
        lines.append(json.dumps(values))
    for rank, stored in enumerate(scan.sequences):
        lines.append(json.dumps(described(stored) | {"best": rank == 0}))
    return "\n".join(lines)


def _as_table(scan: Scan) -> str:
    rows: list[tuple[str, ...]] = [HEADINGS]
    for models in (scan.models, scan.sequences):
        rows += [_row(stored, rank == 0) for rank, stored in enumerate(models)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(width) if 3 <= column <= 6 else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    folders = dict.fromkeys(stored.path.parent.resolve() for stored in (*scan.models, *scan.sequences))
    where = " and ".join(map(str, folders))
    return "\n".join([f"Models in {where}", "", *lines, "", reason(scan), *_beside(scan)])


def _beside(scan: Scan) -> list[str]:
    """What reads beside the best model, and how its figures differ."""
    if not scan.sequences:
        return []
    name = scan.sequences[0].name
    return [f"{name} reads whole lines beside it: its figures count whole numbers, composed by training."]


def _row(stored: StoredModel, best: bool) -> tuple[str, ...]:
    record = stored.record
    size = f"{stored.path.stat().st_size / 1e6:.1f} MB"
    mark = "*" if best else " "
    if record is None:
        return (mark, stored.name, "?", "-", "-", "-", size, f"unverified: {stored.note}")
    return (
        mark,
        stored.name,
        record.architecture,
        _per_cent(record.validation_accuracy),
        _per_cent(record.test_accuracy),
        f"{record.parameters:,}",
        size,
        "",
    )


def _per_cent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"
