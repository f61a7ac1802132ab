"""Layouts of what somebody cut out of a page: a number, a row of a table, the cell of a digit."""

from __future__ import annotations

import numpy as np

from digitrec.learning.pages.glyphs import Writer
from digitrec.learning.pages.layouts import sample_number, write_short
from digitrec.learning.pages.rulings import border_cells
from digitrec.learning.pages.scene import RowPlan, Scene, write_row
from digitrec.learning.pages.sources import PageSources

LENGTHS = (0.13, 0.13, 0.14, 0.17, 0.16, 0.12, 0.09, 0.06)
"""How often a number that is cut out has 1 to 8 digits."""
ADVANCE = 0.7  # heights from one digit of a number to the next, about


def number_page(
    rng: np.random.Generator, scene: Scene, _sources: PageSources, writer: Writer, _tall: float
) -> None:
    """One number, cut out closely: it fills the picture, and edges, rules and neighbours touch it."""
    height, width = scene.shape
    count = 1 + int(rng.choice(len(LENGTHS), p=LENGTHS))
    tall = min(height * rng.uniform(0.35, 1.02), width * rng.uniform(0.6, 1.0) / (ADVANCE * count))
    room = max(0.0, width - ADVANCE * count * tall)
    x = room * rng.uniform(0.0, 0.8) + rng.uniform(-0.06, 0.1) * tall
    middle = height / 2 + max(0.0, height - tall) * rng.uniform(-0.5, 0.5)
    angle = rng.normal(0, 0.04)
    middle -= angle * width / 2
    down = tall * rng.uniform(1.1, 2.0)
    if rng.random() < 0.4:
        _edges(rng, scene, middle, down, tall)
    signs = rng.uniform(0.2, 0.8) if rng.random() < 0.45 else 0.0
    for row in (0, -1, 1):
        if row and rng.random() < 0.75:
            continue
        labels = sample_number(rng, count if not row else int(rng.integers(1, 6)))
        start = x + (rng.normal(0, 0.5) * tall if row else 0.0)
        write_row(
            rng,
            scene,
            writer,
            RowPlan(start, middle + row * down, tall, labels, angle, signs=signs, crowded=True),
        )


def _edges(rng: np.random.Generator, scene: Scene, middle: float, down: float, tall: float) -> None:
    """Some borders of the field that a number was cut out of, and rules that it stands on."""
    height, width = scene.shape
    corner = rng.uniform(-0.5, 0.12) * tall, middle - down * rng.uniform(0.45, 0.6)
    size = (width - corner[0]) * rng.uniform(0.85, 1.3), down
    kind = rng.random()
    if kind < 0.4:
        corner, size = (-width, corner[1]), (3 * width, down)  # rules without ends
    elif kind < 0.6:
        corner, size = (corner[0], -height), (size[0], 3 * height)
    border_cells(rng, scene, corner, size, (1, 1), rng.normal(0, 0.02), tall)


def strip_page(
    rng: np.random.Generator, scene: Scene, _sources: PageSources, writer: Writer, tall: float
) -> None:
    """A row cut out of a table or a cheque: its edges run along borders, through the neighbours' digits."""
    height, width = scene.shape
    tall = min(tall, height * 1.02)
    middle = height / 2 + (height - tall) * rng.uniform(-0.5, 0.5)
    angle = rng.normal(0, 0.02)
    down = max(tall * rng.uniform(1.1, 2.0), tall + 2)
    neighbours = rng.random() < 0.4
    cells = rng.random() < 0.5
    across = tall * rng.uniform(0.8, 2.6)
    x = rng.uniform(-0.3, 0.5) * across if cells else rng.uniform(0.02, 0.3) * width
    columns = int(width / across) + 3
    if cells or rng.random() < 0.35:
        first = -int(rng.integers(0, 2)) * across
        border_cells(rng, scene, (x + first, middle - 1.5 * down), (across, down), (columns, 3), angle, tall)
    elif rng.random() < 0.4:
        for edge in rng.uniform(0, width, int(rng.integers(1, 3))):
            border_cells(rng, scene, (edge, -height), (3 * width, 3 * height), (1, 1), angle, tall)
    signs = 0.0 if cells else rng.uniform(0.1, 0.7) if rng.random() < 0.5 else 0.0
    for row in (-1, 0, 1):
        if row and not neighbours:
            continue
        y = middle + row * down
        if cells:
            per = 1 if across < 1.5 * tall or rng.random() < 0.6 else 2
            if per == 1:
                labels = sample_number(
                    rng, columns if rng.random() < 0.8 else int(rng.integers(1, columns + 1))
                )
                write_row(rng, scene, writer, RowPlan(x, y, tall, labels, angle, across, crowded=True))
            else:
                for column in range(columns):
                    start = np.array([x + column * across + 0.1 * across, y + column * across * angle])
                    write_short(rng, scene, writer, start, tall, 2, angle, 0.85 * across)
        else:
            count = int(rng.choice((1, 2, 3, 4, 5, 7, 10), p=(0.2, 0.2, 0.17, 0.16, 0.12, 0.1, 0.05)))
            write_row(
                rng,
                scene,
                writer,
                RowPlan(x, y, tall, sample_number(rng, count), angle, signs=signs, crowded=True),
            )


def cell_page(
    rng: np.random.Generator, scene: Scene, _sources: PageSources, writer: Writer, _tall: float
) -> None:
    """One digit cut out by itself, whole or nearly, perhaps with the borders of its cell."""
    height, width = scene.shape
    tall = rng.uniform(0.42, 0.98) * height
    if rng.random() < 0.4:
        side = tall * rng.uniform(1.0, 1.6)
        corner = (
            (width - side) / 2 + rng.normal(0, 0.08) * side,
            (height - side) / 2 + rng.normal(0, 0.08) * side,
        )
        border_cells(rng, scene, corner, (side, side), (1, 1), rng.normal(0, 0.03), tall)
    x = width / 2 - rng.uniform(0.2, 0.45) * tall + rng.normal(0, 0.06) * width
    y = height / 2 + rng.normal(0, 0.04) * height
    write_row(
        rng, scene, writer, RowPlan(x, y, tall, sample_number(rng, 1), rng.normal(0, 0.05), crowded=True)
    )
