"""Layouts of what somebody cut out of a page: a row of a table or a cheque, the cell of a digit."""

from __future__ import annotations

import numpy as np

from digitrec.learning.pages.glyphs import Writer
from digitrec.learning.pages.layouts import sample_number, write_short
from digitrec.learning.pages.rulings import border_cells
from digitrec.learning.pages.scene import RowPlan, Scene, write_row
from digitrec.learning.pages.sources import PageSources


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
