"""Whole numbers as they were really written, with the places of their digits."""

from __future__ import annotations

import math

import numpy as np

from digitrec.learning.data.strokes import PenSample
from digitrec.learning.pages.composed import PlacedDigit
from digitrec.learning.pages.glyphs import Writer, draw_glyph, pen_glyph
from digitrec.learning.pages.scene import Scene, take_digit


def write_string(
    rng: np.random.Generator,
    scene: Scene,
    writer: Writer,
    sample: PenSample,
    x: float,
    y: float,
    tall: float,
    angle: float,
) -> None:
    """Writes a number with its own spacing and joins.

    The samples do not say where one digit ends: their places are even parts of the number, in its middle.
    """
    glyph = pen_glyph(sample)
    pen = max(0.5, writer.pen * tall)
    width, height = glyph.size[0] * tall, glyph.size[1] * tall
    if x + width + pen > scene.shape[1] or y - height / 2 - pen < 0 or y + height / 2 + pen > scene.shape[0]:
        return
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    offset = np.array([x, y]) + turn @ np.array([0.0, -height / 2])
    draw_glyph(rng, scene.ink, glyph, turn * tall, offset, pen, writer)
    each = width / len(sample.label)
    for place, label in enumerate(sample.label):
        middle = np.array([x, y]) + turn @ np.array([(place + 0.5) * each, 0.0])
        digit = PlacedDigit(
            int(label), scene.rows, float(middle[0]), float(middle[1]), each + pen, height + pen, angle
        )
        scene.digits.append(digit)
        take_digit(scene, digit)
    scene.rows += 1
