"""Prints what `python -m digitrec evaluate` measures: tables, or one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from digitrec.cli.shared.options import SCHEMA
from digitrec.learning.evaluation.measure import CANVAS, PENS, REFUSED, CorruptionScore, Score
from digitrec.models.store import StoredModel
from digitrec.percent import percent_figure

MEGABYTE = 1e6  # bytes


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was measured of a model.

    Args:
        stored: the model.
        scores: by data set.
        engine_ms: median milliseconds a digit through LiteRT, or what stands in for it.
        keras_ms: the same through `model(x)`; None if not measured.
    """

    stored: StoredModel
    scores: Mapping[str, Score]
    engine_ms: float
    keras_ms: float | None


def print_model(measured: Measured) -> None:
    """One model as one JSON object."""
    stored = measured.stored
    values = {
        "section": "models",
        "model": stored.name,
        "verified": stored.verified,
        "parameters": stored.record.parameters if stored.record else None,
        "bytes": stored.path.stat().st_size,
        "twin_bytes": stored.twin.stat().st_size if stored.twin.exists() else None,
        "litert_ms": round(measured.engine_ms, 4),
        "keras_ms": None if measured.keras_ms is None else round(measured.keras_ms, 4),
        "sets": {
            name: _rounded(score) | {"refused_shares": list(REFUSED)}
            for name, score in measured.scores.items()
        },
    }
    _print_json(values)


def print_models(measured: Sequence[Measured]) -> None:
    """All models as tables: accuracies, calibration, size and speed; errors after refusing."""
    names = list(measured[0].scores)
    exact = [[_name(one), *(percent_figure(one.scores[name].exact, 2) for name in names)] for one in measured]
    print("Read rightly, % (refusing a digit is an error; validation chose the models, test chose nothing)")
    _print_table(["model", *names], exact)
    print("\nCalibration error, %")
    errors = [
        [_name(one), *(f"{100 * (one.scores[name].calibration_error or 0):.2f}" for name in names)]
        for one in measured
    ]
    _print_table(["model", *names], errors)
    print("\nWrong among the others, %, if the least sure test images are refused")
    curves = [
        [_name(one), *(f"{100 * error:.3f}" for error in one.scores["test"].reject_curve)] for one in measured
    ]
    _print_table(["model", *(f"{100 * share:g} %" for share in REFUSED)], curves)
    print("\nSize, and median milliseconds a digit")
    _print_table(
        ["model", "parameters", "file", "twin", "LiteRT", "Keras"], [_sizes(one) for one in measured]
    )


def _sizes(one: Measured) -> list[str]:
    stored = one.stored
    return [
        _name(one),
        f"{stored.record.parameters:,}" if stored.record else "-",
        f"{stored.path.stat().st_size / MEGABYTE:.1f} MB",
        f"{stored.twin.stat().st_size / MEGABYTE:.1f} MB" if stored.twin.exists() else "-",
        f"{one.engine_ms:.2f}",
        "-" if one.keras_ms is None else f"{one.keras_ms:.1f}",
    ]


def print_canvas(
    stored: StoredModel, plain: Score, cells: Iterable[tuple[int, int, Score]], as_json: bool
) -> None:
    """Drawn digits by size and pen, a row as soon as it is measured."""
    if as_json:
        _print_json({"section": "canvas", "model": stored.name, "size": None, "pen": None} | _rounded(plain))
        for size, pen, score in cells:
            place = {"section": "canvas", "model": stored.name, "size": size, "pen": pen}
            _print_json(place | _rounded(score))
        return
    print(f"\n{stored.name}: {plain.images} validation digits, read rightly, %")
    print(f"  as they are: {percent_figure(plain.exact, 2)}")
    print(f"  drawn anywhere on {CANVAS}x{CANVAS} pixels, by size (down) and pen (across):")
    print("     px" + "".join(f"{pen:>8}" for pen in PENS), end="")
    row = None
    for size, _, score in cells:
        if size != row:
            print(f"\n  {size:>5}", end="")
            row = size
        print(f"{percent_figure(score.exact, 2):>8}", end="", flush=True)
    print()


def print_rows(
    stored: StoredModel, name: str, title: str, rows: Iterable[tuple[object, Score]], as_json: bool
) -> None:
    """Drawn digits by one thing."""
    if not as_json:
        print(f"\n{stored.name}: the same digits {title}, read rightly, %")
    for value, score in rows:
        if as_json:
            _print_json({"section": f"{name}s", "model": stored.name, name: value} | _rounded(score))
        else:
            print(f"  {value!s:<14}{percent_figure(score.exact, 2):>8}", flush=True)


def print_corruptions(
    stored: StoredModel, count: int, scores: Iterable[CorruptionScore], as_json: bool
) -> None:
    """Corrupted images by kind, and their mean."""
    if not as_json:
        print(f"\n{stored.name}: {count} validation images corrupted as in MNIST-C, misread, %")
        print(f"  {'':<14}{'reader':>10}{'fed straight':>14}")
    seen: list[CorruptionScore] = []
    for score in scores:
        seen.append(score)
        _print_corruption(stored, score, count, as_json)
    mean = CorruptionScore(
        "mean", sum(s.reader for s in seen) / len(seen), sum(s.straight for s in seen) / len(seen)
    )
    _print_corruption(stored, mean, count, as_json)


def _print_corruption(stored: StoredModel, score: CorruptionScore, count: int, as_json: bool) -> None:
    if as_json:
        values = {"reader_error": round(score.reader, 6), "straight_error": round(score.straight, 6)}
        place = {"section": "corruptions", "model": stored.name, "corruption": score.name, "images": count}
        _print_json(place | values)
    else:
        print(f"  {score.name:<14}{100 * score.reader:>10.2f}{100 * score.straight:>14.2f}", flush=True)


def _name(one: Measured) -> str:
    return one.stored.name + ("" if one.stored.verified else " (unverified)")


def _rounded(score: Score) -> dict[str, Any]:
    values = asdict(score)
    for name in ("exact", "refused", "calibration_error"):
        values[name] = None if values[name] is None else round(values[name], 6)
    values["reject_curve"] = [round(error, 6) for error in score.reject_curve]
    return values if score.reject_curve else {k: v for k, v in values.items() if k != "reject_curve"}


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in (headings, *rows)) for column in range(len(headings))]
    for row in (headings, *rows):
        cells = [f"{row[0]:<{widths[0]}}"] + [
            f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)
        ]
        print("  " + "   ".join(cells), flush=True)


def _print_json(values: dict[str, Any]) -> None:
    print(json.dumps({"schema": SCHEMA, **values}), flush=True)
