"""A page while it is composed: layers of ink, and rows of digits written into them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.composed import PlacedDigit
from digitrec.learning.pages.fields import Colour, Field, Shape, fixed
from digitrec.learning.pages.glyphs import Glyph, Writer, draw_glyph
from digitrec.learning.pages.surfaces import Surface
from digitrec.types import SIGNS, Ink

CELL = 4  # pixels: grid of what is taken
SEEN = 0.75  # of a digit's box: less of it on the page is no digit any more
FRAGMENT = 0.35  # less of it is somebody else's tail
TALLEST, LOWEST = 1.35, 0.65  # heights of digits beside their row's
AIR = 0.3  # heights: nothing else is written so near

SIGN_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    ".": (((0.05, 0.97),),),
    ",": (((0.08, 0.92), (0.06, 1.04), (-0.04, 1.2)),),
    "-": (((0.0, 0.55), (0.38, 0.52)),),
    "/": (((0.42, -0.08), (0.0, 1.1)),),
    "=": (((0.0, 0.4), (0.4, 0.38)), ((0.02, 0.62), (0.4, 0.6))),
    ":": (((0.05, 0.4),), ((0.05, 0.9),)),
    "+": (((0.0, 0.55), (0.44, 0.53)), ((0.22, 0.3), (0.22, 0.8))),
    "x": (((0.0, 0.4), (0.4, 0.95)), ((0.4, 0.38), (0.0, 0.98))),
    "(": (((0.25, -0.1), (0.05, 0.2), (0.0, 0.55), (0.06, 0.9), (0.25, 1.15)),),
    ")": (((0.0, -0.1), (0.2, 0.2), (0.25, 0.55), (0.19, 0.9), (0.0, 1.15)),),
    "€": (
        ((0.6, 0.1), (0.35, 0.0), (0.12, 0.3), (0.12, 0.7), (0.35, 1.0), (0.62, 0.9)),
        ((-0.05, 0.4), (0.45, 0.38)),
        ((-0.05, 0.6), (0.42, 0.58)),
    ),
    "$": (
        ((0.5, 0.15), (0.2, 0.05), (0.05, 0.3), (0.3, 0.5), (0.5, 0.7), (0.3, 0.95), (0.0, 0.85)),
        ((0.28, -0.12), (0.26, 1.12)),
    ),
    "#": (
        ((0.2, 0.0), (0.1, 1.0)),
        ((0.5, 0.0), (0.4, 1.0)),
        ((0.0, 0.35), (0.6, 0.32)),
        ((0.0, 0.68), (0.6, 0.65)),
    ),
    "%": (
        ((0.6, 0.0), (0.0, 1.0)),
        ((0.12, 0.1), (0.02, 0.2), (0.12, 0.3), (0.2, 0.2), (0.12, 0.1)),
        ((0.5, 0.7), (0.4, 0.82), (0.5, 0.93), (0.6, 0.82), (0.5, 0.7)),
    ),
}
"""Signs beside and between digits as strokes, in heights; 0 is the top of the row."""
BETWEEN = ".,-/:.,.-"
BEFORE = "€$#-+=(x"
AFTER = "-=.)%€-/"


@dataclass(slots=True, eq=False)
class Scene:
    """A page being composed.

    Args:
        surface: what is written on.
        ink: (H, W) uint8, digits.
        other: (H, W) uint8, what is written by hand and is no digit.
        printed: (H, W) uint8.
        lines: rules and borders: how much each pixel is covered, 0 to 1, and their colour.
        ignored: (H, W) bool, see `ComposedPage`.
        taken: (H / 4, W / 4) uint8, where something stands already.
        digits: what was written.
        rows: how many rows there are.
        sign_ink: (H, W) uint8, signs of numbers.
        signs: (H, W) uint8, which sign that is; see `ComposedPage`.
    """

    surface: Surface
    ink: Ink
    other: Ink
    printed: Ink
    ignored: NDArray[np.bool_]
    taken: NDArray[np.uint8]
    sign_ink: Ink
    signs: NDArray[np.uint8]
    lines: list[tuple[Field, Colour]] = field(default_factory=list)
    digits: list[PlacedDigit] = field(default_factory=list)
    rows: int = 0

    @property
    def shape(self) -> Shape:
        """Height and width."""
        return self.ink.shape[0], self.ink.shape[1]


def empty_scene(surface: Surface) -> Scene:
    """A page on which nothing is written yet."""
    height, width = surface.free.shape
    size = -(-width // CELL), -(-height // CELL)
    taken = (cv2.resize(surface.free, size, interpolation=cv2.INTER_AREA) < 0.97).astype(np.uint8)
    ink, other, printed, sign_ink, signs = np.zeros((5, height, width), np.uint8)
    ignored = np.zeros((height, width), bool)
    return Scene(surface, ink, other, printed, ignored, taken, sign_ink, signs)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row to be written; pixels.

    Args:
        x: where it begins, on the middle between the tops and feet of its digits.
        y: likewise.
        height: of its digits.
        labels: its digits.
        angle: direction, radians, positive = downwards.
        pitch: width of the cell of each digit, if they stand in cells.
        groups: numbers of digits after which a wider gap follows, and that gap in heights.
        signs: probability of a sign between two digits, before and after.
        crowded: write also where something stands already.
    """

    x: float
    y: float
    height: float
    labels: Sequence[int]
    angle: float = 0.0
    pitch: float | None = None
    groups: tuple[int, float] = (0, 0.0)
    signs: float = 0.0
    crowded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Fitted:
    """A glyph brought to size: `matrix` to pixels, its box before the row is turned, without the pen."""

    glyph: Glyph
    matrix: NDArray[np.float64]
    low: NDArray[np.float64]
    size: NDArray[np.float64]


def _fitted(rng: np.random.Generator, glyph: Glyph, height: float, writer: Writer) -> _Fitted:
    slant, turn = writer.slant + rng.normal(0, 0.04), rng.normal(0, 0.04)
    stretch = writer.stretch * math.exp(rng.normal(0, 0.07))
    shear = np.array([[stretch, -slant], [0.0, 1.0]])
    matrix = height * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) @ shear
    if glyph.image is None:
        placed = np.concatenate(glyph.strokes) @ matrix.T
    else:
        placed = np.array([(0.1, 0), (0.9, 0), (0.1, 1), (0.9, 1)]) * glyph.size @ matrix.T
    low = placed.min(axis=0)
    return _Fitted(glyph, matrix, low, placed.max(axis=0) - low)


def write_row(rng: np.random.Generator, scene: Scene, writer: Writer, plan: RowPlan) -> int:
    """Writes a row as far as there is room.

    Returns:
        How many digits of it stand on the page.
    """
    pen = max(0.5, writer.pen * plan.height)
    written: list[PlacedDigit] = []
    cursor = 0.0
    if plan.signs and rng.random() < plan.signs:
        cursor = _sign(rng, scene, writer, plan, cursor, BEFORE) + 0.1 * plan.height
    for place, label in enumerate(plan.labels):
        height = plan.height * float(np.clip(rng.normal(1, writer.height_jitter), LOWEST, TALLEST))
        digit = _fitted(rng, writer.digit(rng, label), max(1.0, height - pen), writer)
        if plan.pitch is not None:
            room = plan.pitch - digit.size[0]
            cursor = place * plan.pitch + room * float(np.clip(rng.normal(0.5, 0.12), 0.05, 0.95))
        drop = plan.height * rng.normal(0, writer.drop_jitter)
        middle = cursor + digit.size[0] / 2, drop
        share = _place(rng, scene, writer, plan, digit, pen, middle, label, written)
        if share < FRAGMENT and plan.pitch is None and written:
            break
        cursor += digit.size[0] + pen + _gap(rng, writer, plan, place)
        if plan.signs and rng.random() < plan.signs / 2 and place + 1 < len(plan.labels):
            cursor = _sign(rng, scene, writer, plan, cursor, BETWEEN) + max(pen, 0.06 * plan.height)
    if plan.signs and written and rng.random() < plan.signs:
        _sign(rng, scene, writer, plan, cursor, AFTER)
    if written:
        scene.digits += written
        scene.rows += 1
        for digit_box in written:
            take_digit(scene, digit_box)
    return len(written)


def _gap(rng: np.random.Generator, writer: Writer, plan: RowPlan, place: int) -> float:
    gap = plan.height * max(writer.gap * rng.normal(1, writer.gap_jitter), -0.14)
    every, wide = plan.groups
    return gap + (plan.height * wide if every and (place + 1) % every == 0 else 0.0)


def _place(
    rng: np.random.Generator,
    scene: Scene,
    writer: Writer,
    plan: RowPlan,
    digit: _Fitted,
    pen: float,
    middle: tuple[float, float],
    label: int,
    written: list[PlacedDigit],
) -> float:
    """Draws one digit of a row where there is room; returns the share of it that the page shows."""
    turn = np.array(
        [[math.cos(plan.angle), -math.sin(plan.angle)], [math.sin(plan.angle), math.cos(plan.angle)]]
    )
    x, y = np.array([plan.x, plan.y]) + turn @ np.array(middle)
    width, height = digit.size + pen
    share = _share_seen(scene.shape, x, y, width, height)
    if share <= 0.0 or (not plan.crowded and _is_taken(scene, x, y, width, height)):
        return 0.0
    if (
        scene.surface.free[min(int(max(y, 0)), scene.shape[0] - 1), min(int(max(x, 0)), scene.shape[1] - 1)]
        < 0.5
    ):
        return 0.0
    offset = np.array([x, y]) - turn @ (digit.low + digit.size / 2)
    layer = scene.ink if share >= FRAGMENT else scene.other
    draw_glyph(rng, layer, digit.glyph, turn @ digit.matrix, offset, pen, writer)
    if share >= SEEN:
        written.append(
            PlacedDigit(label, scene.rows, float(x), float(y), float(width), float(height), plan.angle)
        )
    elif share >= FRAGMENT:
        box = cv2.boxPoints(((x, y), (width * 1.1, height * 1.1), math.degrees(plan.angle)))
        mask = scene.ignored.view(np.uint8)
        cv2.fillPoly(mask, [np.rint(box).astype(np.int32)], 1)
    return share


def _share_seen(shape: Shape, x: float, y: float, width: float, height: float) -> float:
    across = min(x + width / 2, shape[1]) - max(x - width / 2, 0)
    down = min(y + height / 2, shape[0]) - max(y - height / 2, 0)
    return max(0.0, across) * max(0.0, down) / max(1e-6, width * height)


def _is_taken(scene: Scene, x: float, y: float, width: float, height: float) -> bool:
    rows = slice(max(0, int((y - height / 2) / CELL)), int((y + height / 2) / CELL) + 1)
    columns = slice(max(0, int((x - width / 2) / CELL)), int((x + width / 2) / CELL) + 1)
    part = scene.taken[rows, columns]
    return not part.size or float(part.mean()) > 0.03


def take_digit(scene: Scene, digit: PlacedDigit) -> None:
    """Keeps other writing away from a digit."""
    air = AIR * digit.height
    size = (digit.width + 2 * air) / CELL, (digit.height + air) / CELL
    box = cv2.boxPoints(((digit.x / CELL, digit.y / CELL), size, math.degrees(digit.angle)))
    cv2.fillPoly(scene.taken, [np.rint(box).astype(np.int32)], 1)


def _sign(
    rng: np.random.Generator, scene: Scene, writer: Writer, plan: RowPlan, cursor: float, signs: str
) -> float:
    """Draws a sign at `cursor`; returns where it ends."""
    name = signs[int(rng.integers(len(signs)))]
    sign = SIGN_STROKES[name]
    scale = plan.height * rng.uniform(0.75, 1.1)
    size = float(max(point[0] for stroke in sign for point in stroke)) * scale
    strokes = tuple(
        np.array(stroke, np.float32) + rng.normal(0, 0.02, (len(stroke), 2)).astype(np.float32)
        for stroke in sign
    )
    turn = np.array(
        [[math.cos(plan.angle), -math.sin(plan.angle)], [math.sin(plan.angle), math.cos(plan.angle)]]
    )
    offset = np.array([plan.x, plan.y]) + turn @ np.array([cursor, -plan.height / 2])
    pen = max(0.5, writer.pen * plan.height)
    layer = np.zeros_like(scene.ink)
    draw_glyph(rng, layer, Glyph(strokes, (1.0, 1.0)), turn * scale, offset, pen, writer)
    target = scene.sign_ink if name in SIGNS else scene.other
    np.maximum(target, layer, out=target)
    if name in SIGNS:
        scene.signs[layer >= 128] = 1 + SIGNS.index(name)
    return cursor + size + pen


def add_line(
    scene: Scene, segments: NDArray[np.floating], thickness: float, colour: Colour, strength: float
) -> None:
    """Draws rules: segments (n, 2, 2) from point to point, all of one thickness and colour."""
    mask = np.zeros(scene.shape, np.uint8)
    whole = max(1, round(thickness))
    for segment in segments:
        start, stop = fixed(segment)
        cv2.line(mask, start.tolist(), stop.tolist(), 255, whole, cv2.LINE_AA, 4)
    faint = strength * min(1.0, max(thickness, 0.25)) / 255
    scene.lines.append((mask.astype(np.float32) * np.float32(faint), colour))
