"""Layouts of pages: rows, one huge digit, grids, forms, and pages without a digit."""

from __future__ import annotations

import math

import numpy as np

from digitrec.learning.pages.clutter import draw_figure, print_text, write_word
from digitrec.learning.pages.fields import log_uniform
from digitrec.learning.pages.glyphs import Writer, pen_glyph
from digitrec.learning.pages.rulings import border_cells, frame, leader, rule_paper
from digitrec.learning.pages.scene import RowPlan, Scene, write_row
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.synthetic.rng import pick

SCORES = (0.22, 0.26, 0.16, 0.08, 0.06, 0.06, 0.04, 0.04, 0.04, 0.04)
"""How often the digits 0 to 9 stand on score cards."""
LONE_ONES = 0.22  # of the numbers of one or two digits: a lone stroke is the digit missed most often
MOST_CELLS = 24  # of a grid, across or down
LEAST_HEIGHT = 5.5  # pixels: lower digits are not looked for at the finder's scale


def sample_number(rng: np.random.Generator, digits: int) -> list[int]:
    """A number as people write them: any, round, counting up, a year, one digit again and again."""
    kind = rng.random()
    if digits <= 2 and kind < LONE_ONES:
        return [1] * digits
    if kind < 0.03:
        return [int(rng.integers(10))] * digits
    if kind < 0.1:
        start = int(rng.integers(10))
        return [(start + place) % 10 for place in range(digits)]
    if kind < 0.2 and digits > 2:
        zeros = int(rng.integers(1, digits))
        return [*map(int, rng.integers(0, 10, digits - zeros)), *[0] * zeros]
    if kind < 0.26 and digits == 4:
        century = (1, 9) if rng.random() < 0.5 else (2, 0)
        return [*century, *map(int, rng.integers(0, 10, 2))]
    if kind < 0.4:
        return [int(label) for label in rng.choice(10, digits, p=SCORES)]
    return [int(label) for label in rng.integers(0, 10, digits)]


def rows_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    """Rows of free writing."""
    height, width = scene.shape
    tall = min(tall, 0.7 * height)
    rows = int(rng.choice((1, 2, 3, 4, 6, 9), p=(0.38, 0.22, 0.14, 0.12, 0.09, 0.05)))
    longest = int(rng.integers(1, 13))
    pitch = tall * (rng.uniform(1.1, 1.5) if rng.random() < 0.4 else rng.uniform(1.3, 2.6))
    angle = rng.normal(0, 0.05) if rng.random() < 0.85 else rng.uniform(-0.35, 0.35)
    left = rng.uniform(0.02, 0.5) * width
    y = rng.uniform(0.55 * tall, max(0.56 * tall, height - 0.55 * tall - (rows - 1) * pitch))
    groups = (int(rng.integers(1, 5)), rng.uniform(0.8, 3.0)) if rng.random() < 0.3 else (0, 0.0)
    signs = rng.uniform(0.1, 0.5) if rng.random() < 0.3 else 0.0
    words = rng.random() < 0.15
    for _ in range(rows):
        if y > height - 0.4 * tall:
            break
        x = max(
            0.05 * tall,
            left + rng.normal(0, 0.4) * tall if rng.random() < 0.85 else rng.uniform(0, 0.7) * width,
        )
        if words and rng.random() < 0.6:
            write_word(rng, scene, sources, writer, x, y, tall * rng.uniform(0.7, 1.2), angle)
            x += tall * rng.uniform(3, 7)
        count = longest if rng.random() < 0.6 else int(rng.integers(1, longest + 1))
        write_row(
            rng, scene, writer, RowPlan(x, y, tall, sample_number(rng, count), angle, None, groups, signs)
        )
        y += pitch * rng.uniform(0.96, 1.12)


def big_page(
    rng: np.random.Generator, scene: Scene, _sources: PageSources, writer: Writer, tall: float
) -> None:
    """One number, of one to four digits, as large as the page."""
    height, width = scene.shape
    count = int(rng.choice((1, 2, 3, 4), p=(0.6, 0.22, 0.12, 0.06)))
    tall = min(rng.uniform(0.3, 1.1) * height, 1.25 * width / count)
    x = rng.uniform(0.02, max(0.03, 1 - 0.7 * count * tall / width)) * width
    if rng.random() < 0.3:  # cut out closely
        x = rng.uniform(-0.12, 0.08) * tall
    y = height / 2 + (height - tall) * rng.uniform(-0.5, 0.5)
    write_row(rng, scene, writer, RowPlan(x, y, tall, sample_number(rng, count), rng.normal(0, 0.05)))


def grid_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    """Columns and rows of digits or short numbers, close or far, with borders or without."""
    height, width = scene.shape
    tall = min(tall, 0.45 * height)
    down = tall * (rng.uniform(1.08, 1.4) if rng.random() < 0.5 else rng.uniform(1.3, 2.6))
    each = int(rng.choice((1, 2, 3, 4), p=(0.45, 0.3, 0.15, 0.1)))
    across = tall * (each * rng.uniform(0.75, 1.0) + rng.uniform(0.15, 2.0))
    columns = min(MOST_CELLS, int(rng.integers(2, 3 + max(1, int(width / across)))))
    rows = min(MOST_CELLS, int(rng.integers(2, 3 + max(1, int(height / down)))))
    x = (
        rng.uniform(-0.3, max(0.1, width - columns * across))
        if rng.random() < 0.8
        else rng.uniform(-across, 0)
    )
    y = rng.uniform(-0.3, max(0.1, height - rows * down)) if rng.random() < 0.8 else rng.uniform(-down, 0)
    angle = rng.normal(0, 0.03)
    if rng.random() < 0.55:
        border_cells(rng, scene, (x, y), (across, down), (columns, rows), angle, tall)
    empty = 0.0 if rng.random() < 0.6 else rng.uniform(0.05, 0.5)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    words = rng.random() < 0.15
    for row in range(rows):
        if each == 1 and not empty:
            start = np.array([x, y]) + turn @ np.array([0.0, (row + 0.5) * down])
            labels = sample_number(rng, columns)
            write_row(
                rng, scene, writer, RowPlan(start[0], start[1], tall, labels, angle, across, crowded=True)
            )
            continue
        for column in range(columns):
            if rng.random() < empty:
                continue
            indent = rng.uniform(0.03, 0.3) * across
            start = np.array([x, y]) + turn @ np.array([column * across + indent, (row + 0.5) * down])
            if words and column == 0:
                write_word(rng, scene, sources, writer, start[0], start[1], 0.7 * tall, angle)
                continue
            count = each if rng.random() < 0.8 else int(rng.integers(1, each + 1))
            write_short(rng, scene, writer, start, tall, count, angle, across - indent)


def write_short(
    rng: np.random.Generator,
    scene: Scene,
    writer: Writer,
    start: np.ndarray,
    tall: float,
    count: int,
    angle: float,
    room: float,
) -> None:
    """A short number in a cell: at the pitch that the cell leaves."""
    pitch = min(room / count, tall * rng.uniform(0.6, 0.95))
    labels = sample_number(rng, count)
    write_row(rng, scene, writer, RowPlan(start[0], start[1], tall, labels, angle, pitch, crowded=True))


def string_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    """Whole numbers as somebody really wrote them; falls back to rows where there are none."""
    if not sources.strings:
        rows_page(rng, scene, sources, writer, tall)
        return
    from digitrec.learning.pages.strings import write_string

    height, width = scene.shape
    tall = min(tall, 0.8 * height)
    y = rng.uniform(0.55, 1.2) * tall
    while y < height - 0.5 * tall:
        sample = pick(rng, sources.strings)
        glyph = pen_glyph(sample)
        x = rng.uniform(0.02, max(0.05, 0.95 - glyph.size[0] * tall / width)) * width
        write_string(rng, scene, writer, sample, x, y, tall, rng.normal(0, 0.03))
        y += tall * rng.uniform(1.3, 2.5)


def form_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    """Printed labels with leader lines or boxes, and numbers filled in by hand."""
    height, width = scene.shape
    tall = min(tall, 0.2 * height)
    y, pitch = rng.uniform(0.7, 2) * tall, tall * rng.uniform(1.5, 3)
    column = rng.uniform(0.25, 0.6) * width
    while y < height - 0.6 * tall:
        print_text(
            rng,
            scene,
            sources,
            rng.uniform(0.01, 0.1) * width,
            y - 0.3 * tall,
            tall * rng.uniform(0.3, 0.7),
            1,
            int(rng.integers(1, 4)),
        )
        count = int(rng.integers(1, 8))
        kind, start = rng.random(), column + rng.uniform(-0.1, 0.1) * width
        if kind < 0.4:
            leader(
                rng,
                scene,
                start - tall,
                start + tall * rng.uniform(1, 7),
                y + tall * rng.uniform(0.4, 0.65),
                tall,
            )
        elif kind < 0.6:
            frame(
                rng, scene, (start - 0.3 * tall, y - 0.7 * tall, start + count * tall, y + 0.7 * tall), tall
            )
        comb = tall * rng.uniform(0.8, 1.2) if kind > 0.8 else None
        if comb:
            border_cells(rng, scene, (start, y - 0.65 * tall), (comb, 1.3 * tall), (count, 1), 0.0, tall)
        if rng.random() < 0.75:
            write_row(
                rng,
                scene,
                writer,
                RowPlan(start, y, tall, sample_number(rng, count), pitch=comb, crowded=True),
            )
        elif rng.random() < 0.5:
            write_word(rng, scene, sources, writer, start, y, tall, 0.0)
        y += pitch


def empty_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    """Print, words, figures, rules or borders, or nothing at all, but no digit."""
    height, width = scene.shape
    kind = rng.random()
    if kind < 0.35:
        for _ in range(int(rng.integers(1, 4))):
            size = log_uniform(rng, 3.5, 40)
            print_text(
                rng,
                scene,
                sources,
                rng.uniform(-0.1, 0.6) * width,
                rng.uniform(-0.05, 0.8) * height,
                size,
                int(rng.integers(1, 25)),
                int(rng.integers(1, 9)),
            )
    elif kind < 0.7:
        tall = min(tall, 0.5 * height)
        angle, y = rng.normal(0, 0.05), rng.uniform(0.6, 2) * tall
        while y < height:
            x = rng.uniform(0, 0.3) * width
            while x < 0.9 * width:
                write_word(
                    rng,
                    scene,
                    sources,
                    writer,
                    x,
                    y + (x - width / 2) * angle,
                    tall * rng.uniform(0.8, 1.1),
                    angle,
                )
                x += tall * rng.uniform(3, 8)
            y += tall * rng.uniform(1.3, 3)
    elif kind < 0.78:
        across, down = tall * rng.uniform(0.8, 5), tall * rng.uniform(0.9, 3)
        start = rng.uniform(-across, 0.2 * width), rng.uniform(-down, 0.2 * height)
        border_cells(
            rng,
            scene,
            start,
            (across, down),
            (int(rng.integers(1, 12)), int(rng.integers(1, 12))),
            rng.normal(0, 0.03),
            tall,
        )
    elif kind < 0.86:
        for _ in range(int(rng.integers(1, 5))):
            draw_figure(rng, scene, writer)
    elif kind < 0.92:
        rule_paper(rng, scene, tall)
