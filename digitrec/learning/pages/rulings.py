"""Rules of paper, borders of tables and boxes, leader lines."""

from __future__ import annotations

import math

import numpy as np

from digitrec.learning.pages.fields import Colour, log_uniform, sample_colour
from digitrec.learning.pages.scene import Scene, add_line

BLUE, RED, GREY, BLACK = (
    np.array(colour, np.float32)
    for colour in ((0.75, 0.5, 0.35), (0.35, 0.35, 0.8), (0.5, 0.5, 0.5), (0.1, 0.1, 0.1))
)


def rule_colour(rng: np.random.Generator, scene: Scene) -> Colour:
    """The colour of rules on this surface: darker than paper, seldom lighter; on boards lighter."""
    paper = scene.surface.paper
    if scene.surface.light or rng.random() < 0.08:
        lighter: Colour = np.clip(paper + np.float32(rng.uniform(0.1, 0.5)), 0, 1)
        return lighter
    ink = (BLUE, RED, GREY, BLACK)[int(rng.choice(4, p=(0.3, 0.12, 0.3, 0.28)))]
    return np.asarray(np.minimum(ink * np.float32(rng.uniform(0.6, 1.5)), paper), np.float32)


def rule_paper(rng: np.random.Generator, scene: Scene, height: float) -> None:
    """Rules or squares over the whole page, in any direction, as wide as they please beside the writing."""
    spacing = max(5.0, height * log_uniform(rng, 0.35, 3))
    angle = rng.normal(0, 0.04) + (math.pi / 2 if rng.random() < 0.2 else 0.0)
    colour, strength = rule_colour(rng, scene), log_uniform(rng, 0.06, 0.9)
    thickness = max(0.4, min(spacing * 0.08, log_uniform(rng, 0.4, 2.2)))
    add_line(scene, _parallel(scene, spacing, angle, rng.uniform(0, spacing)), thickness, colour, strength)
    if rng.random() < 0.45:
        shift = rng.uniform(0, spacing)
        add_line(scene, _parallel(scene, spacing, angle + math.pi / 2, shift), thickness, colour, strength)
    elif rng.random() < 0.4:
        add_line(
            scene, _margin(rng, scene), thickness * rng.uniform(1, 2), sample_colour(rng, 0.5, 0.9), strength
        )


def _margin(rng: np.random.Generator, scene: Scene) -> np.ndarray:
    height, width = scene.shape
    x = rng.uniform(0.02, 0.3) * width
    return np.array([[(x, -2), (x + rng.normal(0, 0.02) * width, height + 2)]])


def _parallel(scene: Scene, spacing: float, angle: float, shift: float) -> np.ndarray:
    """Lines across the page, (n, 2, 2)."""
    height, width = scene.shape
    middle, reach = np.array([width / 2, height / 2]), math.hypot(height, width) / 2 + spacing
    along, across = (
        np.array([math.cos(angle), math.sin(angle)]),
        np.array([-math.sin(angle), math.cos(angle)]),
    )
    places = np.arange(-reach + shift, reach, spacing)
    return np.array(
        [[middle + p * across - reach * along, middle + p * across + reach * along] for p in places]
    )


def border_cells(
    rng: np.random.Generator,
    scene: Scene,
    origin: tuple[float, float],
    pitch: tuple[float, float],
    cells: tuple[int, int],
    angle: float,
    height: float,
) -> None:
    """Borders of a table.

    Args:
        rng: random numbers.
        scene: gets the lines.
        origin: its top left corner, x and y.
        pitch: of its cells, across and down, pixels.
        cells: how many, across and down.
        angle: of its rows.
        height: of the digits in it, pixels.
    """
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    columns, rows = cells
    wide, tall = columns * pitch[0], rows * pitch[1]
    wobble = height * (0.0 if rng.random() < 0.7 else rng.uniform(0.01, 0.06))  # drawn by hand

    def placed(ends: list[tuple[tuple[float, float], tuple[float, float]]]) -> np.ndarray:
        points = (
            np.array(ends, float) + rng.normal(0, wobble, (len(ends), 2, 2))
            if wobble
            else np.array(ends, float)
        )
        return np.asarray(points @ turn.T + np.array(origin))

    over = height * rng.uniform(0, 0.4)
    upright = placed([((i * pitch[0], -over), (i * pitch[0], tall + over)) for i in range(columns + 1)])
    lying = placed([((-over, j * pitch[1]), (wide + over, j * pitch[1])) for j in range(rows + 1)])
    colour, strength = rule_colour(rng, scene), rng.uniform(0.3, 1.0)
    thickness = max(0.4, height * log_uniform(rng, 0.015, 0.14))
    kind = rng.random()
    if kind < 0.88:
        add_line(scene, upright, thickness, colour, strength)
    if kind > 0.12:
        add_line(scene, lying, thickness * log_uniform(rng, 0.6, 1.6), colour, strength)


def frame(
    rng: np.random.Generator, scene: Scene, box: tuple[float, float, float, float], height: float
) -> None:
    """A box around a number: left, top, right, bottom."""
    left, top, right, bottom = box
    border_cells(rng, scene, (left, top), (right - left, bottom - top), (1, 1), 0.0, height)


def leader(
    rng: np.random.Generator, scene: Scene, start: float, stop: float, y: float, height: float
) -> None:
    """A line, dashes or dots that lead to a number or run below it."""
    colour, strength = rule_colour(rng, scene), rng.uniform(0.3, 1.0)
    thickness = max(0.5, height * rng.uniform(0.02, 0.08))
    kind = rng.random()
    if kind < 0.5 or stop - start < 4:
        segments = np.array([[(start, y), (max(stop, start + 1), y)]])
    else:
        period = height * (0.14 if kind < 0.8 else 0.4)
        places = np.arange(start, stop, max(2.0, period))
        segments = np.array([[(p, y), (p + (0.5 if kind < 0.8 else 0.5 * period), y)] for p in places])
    add_line(scene, segments, thickness, colour, strength)
