"""Connected components to lines: from each digit to its right-hand neighbour; rows may slant and curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitrec.page.components import Component

REACH = 3.0  # heights of the writing: neighbours further apart are joined by the row they lie on
RISE = 0.55  # heights of the writing a row may rise or fall to the next neighbour
AGREE = 0.6  # heights of the writing: rows whose extensions meet within this are one
LOW = 0.62  # heights of the writing: a lone component lower than this is rather a comma than a number, ...
BESIDE = 0.3  # ... if so much of it stands beside a digit
STRAY = 0.75  # heights of the writing a part may lie outside the row it belongs to


def follow_lines(
    mains: Sequence[Component], parts: Sequence[Component], height: float
) -> list[list[Component]]:
    """Groups components to lines of writing in reading order.

    Args:
        mains: components as tall as digits.
        parts: smaller ones: bars, dots, halves.
        height: how tall the writing is, pixels.

    Returns:
        Lines from top to bottom, each from left to right; every main is in one line, stray parts in none.
    """
    chains = _chained(sorted(mains, key=lambda component: component.middle), height)
    chains = _with_commas(_merged(chains, height), height)
    chains.sort(key=_row)
    for part in parts:
        distances = [_distance(chain, part, height) for chain in chains]
        if distances and min(distances) <= STRAY * height:
            chains[int(np.argmin(distances))].append(part)
    return [sorted(chain, key=lambda component: component.middle) for chain in chains]


def _middle(component: Component) -> float:
    return component.top + int(component.ink.shape[0]) / 2


def _row(chain: Sequence[Component]) -> float:
    return float(np.mean([_middle(component) for component in chain]))


def _chained(mains: Sequence[Component], height: float) -> list[list[Component]]:
    """Each joins the chain whose last component is its nearest left-hand neighbour on the same level."""
    chains: list[list[Component]] = []
    for component in mains:
        best, shortest = None, np.inf
        for chain in chains:
            last = chain[-1]
            away = component.left - last.box.right
            step = abs(_middle(component) - _middle(last))
            level = min(component.ink.shape[0], last.ink.shape[0])
            if away <= REACH * height and step <= RISE * max(height, level):
                cost = max(0.0, away) + 2.0 * step
                if cost < shortest:
                    best, shortest = chain, cost
        if best is None:
            chains.append([component])
        else:
            best.append(component)
    return chains


def _merged(chains: list[list[Component]], height: float) -> list[list[Component]]:
    """Joins chains that lie on one row with a wide gap between them."""
    chains = sorted(chains, key=lambda chain: chain[0].left)
    merged: list[list[Component]] = []
    for chain in chains:
        for row in merged:
            if chain[0].left >= row[-1].box.right and _meet(row, chain) <= AGREE * height:
                row.extend(chain)
                break
        else:
            merged.append(list(chain))
    return merged


def _with_commas(chains: list[list[Component]], height: float) -> list[list[Component]]:
    """Low components that are alone join the row they stand beside: commas, and what a rule cut off."""
    alone = [chain[0] for chain in chains if len(chain) == 1 and chain[0].box.height < LOW * height]
    rows = [list(chain) for chain in chains if len(chain) > 1 or chain[0] not in alone]
    for component in alone:
        own = component.box
        for row in rows:
            nearest = min(row, key=lambda other: abs(other.middle - component.middle)).box
            shared = min(own.bottom, nearest.bottom) - max(own.top, nearest.top)
            aside = max(nearest.left - own.right, own.left - nearest.right)
            if shared >= BESIDE * own.height and aside <= height:
                row.append(component)
                break
        else:
            rows.append([component])
    return rows


def _meet(left: Sequence[Component], right: Sequence[Component]) -> float:
    """How far two rows miss each other half-way between them, pixels."""
    x = (left[-1].box.right + right[0].left) / 2
    return abs(_level_at(left, x) - _level_at(right, x))


def _level_at(chain: Sequence[Component], x: float) -> float:
    """The row's height on the page at x, on the straight line through its components."""
    xs = np.array([component.middle for component in chain])
    ys = np.array([_middle(component) for component in chain])
    if len(chain) < 3:
        return float(ys.mean())
    slope, _ = np.polyfit(xs, ys, 1)
    return float(np.clip(slope, -0.3, 0.3) * (x - xs.mean()) + ys.mean())


def _distance(chain: Sequence[Component], part: Component, height: float) -> float:
    """How far a part lies outside a row: above or below its nearest component, or beyond its ends."""
    nearest = min(chain, key=lambda component: abs(component.middle - part.middle))
    box, own = nearest.box, part.box
    up = max(0.0, box.top - _middle(part), _middle(part) - box.bottom)
    aside = max(0.0, box.left - own.right, own.left - box.right)
    return max(up, aside - 1.5 * height)
