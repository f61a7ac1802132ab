"""`python -m digitrec models`: the trained models, the best one first, and why it is the best."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from digitrec.cli.shared.options import SCHEMA, add_models_folder
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.models.record import CLASSIFIER, FINDER, INK, KINDS, SEQUENCE, SINGLE
from digitrec.models.store import Scan, StoredModel, scan_models
from digitrec.percent import percent

EXAMPLES = ("digitrec models", "digitrec models --json", "digitrec models --models my_models/")
BESIDE = {
    SEQUENCE: "reads whole lines beside it: its figures count whole numbers, composed by training.",
    FINDER: "finds numbers in images: its figures count composed pages.",
    INK: "tells their ink from the rest: its figures compare composed cut-outs pixel by pixel.",
    SINGLE: "tells the ink of single digits from the rest, measured likewise.",
}
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
            f"digitrec: No trained model in {options.models} (looked for *.keras). Train one: digitrec train",
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
    if best.record and isinstance(adapted := best.record.training.get("adapted"), dict):
        return f"{best.name} is the best: {adapted['from']['name']}, adapted to the hand that was taught."
    if accuracy is None:
        return f"{best.name} is the best: its record fits, though it names no validation accuracy."
    if len(scan.models) == 1:
        return f"{best.name} is the best: there is no other."
    why = "the highest recorded validation accuracy"
    if (best.score or 0.0) < max(one.score or 0.0 for one in scan.models):
        why = "the smallest of those whose recorded validation accuracy is as good as the highest"
    return f"{best.name} is the best: {why}, {percent(accuracy, 2)} (test accuracy chooses nothing)."


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
    for kind in KINDS:
        for rank, stored in enumerate(scan.of(kind)):
            values = described(stored) | {"best": rank == 0}
            if rank == 0 and kind == CLASSIFIER:
                values["why"] = reason(scan)
            lines.append(json.dumps(values))
    return "\n".join(lines)


def _as_table(scan: Scan) -> str:
    rows: list[tuple[str, ...]] = [HEADINGS]
    for kind in KINDS:
        rows += [_row(stored, rank == 0) for rank, stored in enumerate(scan.of(kind))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(width) if 3 <= column <= 6 else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    folders = dict.fromkeys(stored.path.parent.resolve() for kind in KINDS for stored in scan.of(kind))
    where = " and ".join(map(str, folders))
    return "\n".join([f"Models in {where}", "", *lines, "", reason(scan), *_beside(scan)])


def _beside(scan: Scan) -> list[str]:
    """What reads beside the best model, and how its figures differ."""
    return [f"{scan.of(kind)[0].name} {what}" for kind, what in BESIDE.items() if scan.of(kind)]


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
    return "-" if share is None else percent(share, 2)
