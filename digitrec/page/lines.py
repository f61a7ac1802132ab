"""Pieces of ink to lines: from each digit to its right-hand neighbour, so that rows may slant and curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitrec.page.pieces import Piece

REACH = 3.0  # heights of the writing: neighbours further apart are joined by the row they lie on
RISE = 0.55  # heights of the writing a row may rise or fall to the next neighbour
AGREE = 0.6  # heights of the writing: rows whose extensions meet within this are one
LOW = 0.62  # heights of the writing: a lone piece lower than this is rather a comma than a number, ...
BESIDE = 0.3  # ... if so much of it stands beside a digit
STRAY = 0.75  # heights of the writing a part may lie outside the row it belongs to


def follow_lines(mains: Sequence[Piece], parts: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Groups pieces to lines of writing in reading order.

    Args:
        mains: pieces as tall as digits.
        parts: smaller ones: bars, dots, halves.
        height: how tall the writing is, pixels.

    Returns:
        Lines from top to bottom, each from left to right; every main is in one line, stray parts in none.
    """
    chains = _chained(sorted(mains, key=lambda piece: piece.middle), height)
    chains = _with_commas(_merged(chains, height), height)
    chains.sort(key=_row)
    for part in parts:
        distances = [_distance(chain, part, height) for chain in chains]
        if distances and min(distances) <= STRAY * height:
            chains[int(np.argmin(distances))].append(part)
    return [sorted(chain, key=lambda piece: piece.middle) for chain in chains]


def _middle(piece: Piece) -> float:
    return piece.top + int(piece.ink.shape[0]) / 2


def _row(chain: Sequence[Piece]) -> float:
    return float(np.mean([_middle(piece) for piece in chain]))


def _chained(mains: Sequence[Piece], height: float) -> list[list[Piece]]:
    """Each piece joins the chain whose last piece is its nearest left-hand neighbour on the same level."""
    chains: list[list[Piece]] = []
    for piece in mains:
        best, shortest = None, np.inf
        for chain in chains:
            last = chain[-1]
            away = piece.left - last.box.right
            step = abs(_middle(piece) - _middle(last))
            level = min(piece.ink.shape[0], last.ink.shape[0])
            if away <= REACH * height and step <= RISE * max(height, level):
                cost = max(0.0, away) + 2.0 * step
                if cost < shortest:
                    best, shortest = chain, cost
        if best is None:
            chains.append([piece])
        else:
            best.append(piece)
    return chains


def _merged(chains: list[list[Piece]], height: float) -> list[list[Piece]]:
    """Joins chains that lie on one row with a wide gap between them."""
    chains = sorted(chains, key=lambda chain: chain[0].left)
    merged: list[list[Piece]] = []
    for chain in chains:
        for row in merged:
            if chain[0].left >= row[-1].box.right and _meet(row, chain) <= AGREE * height:
                row.extend(chain)
                break
        else:
            merged.append(list(chain))
    return merged


def _with_commas(chains: list[list[Piece]], height: float) -> list[list[Piece]]:
    """Low pieces that are alone join the row they stand beside: commas, and what a rule cut off."""
    alone = [chain[0] for chain in chains if len(chain) == 1 and chain[0].box.height < LOW * height]
    rows = [list(chain) for chain in chains if len(chain) > 1 or chain[0] not in alone]
    for piece in alone:
        own = piece.box
        for row in rows:
            nearest = min(row, key=lambda other: abs(other.middle - piece.middle)).box
            shared = min(own.bottom, nearest.bottom) - max(own.top, nearest.top)
            aside = max(nearest.left - own.right, own.left - nearest.right)
            if shared >= BESIDE * own.height and aside <= height:
                row.append(piece)
                break
        else:
            rows.append([piece])
    return rows


def _meet(left: Sequence[Piece], right: Sequence[Piece]) -> float:
    """How far two rows miss each other half-way between them, pixels."""
    x = (left[-1].box.right + right[0].left) / 2
    return abs(_level_at(left, x) - _level_at(right, x))


def _level_at(chain: Sequence[Piece], x: float) -> float:
    """The row's height on the page at x, on the straight line through its pieces."""
    xs = np.array([piece.middle for piece in chain])
    ys = np.array([_middle(piece) for piece in chain])
    if len(chain) < 3:
        return float(ys.mean())
    slope, _ = np.polyfit(xs, ys, 1)
    return float(np.clip(slope, -0.3, 0.3) * (x - xs.mean()) + ys.mean())


def _distance(chain: Sequence[Piece], part: Piece, height: float) -> float:
    """How far a part lies outside a row: above or below its nearest piece, or beyond its ends."""
    nearest = min(chain, key=lambda piece: abs(piece.middle - part.middle))
    box, own = nearest.box, part.box
    up = max(0.0, box.top - _middle(part), _middle(part) - box.bottom)
    aside = max(0.0, box.left - own.right, own.left - box.right)
    return max(up, aside - 1.5 * height)
