"""Photographs of pages with numbers on them: colour, rules, shadow, noise, blur, tilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strings import HEIGHT, WrittenNumber
from digitrec.types import Box, Image

PENS = {
    "pencil": (95, 95, 95),
    "black": (35, 32, 30),
    "blue": (150, 70, 35),
    "marker": (20, 15, 10),
    "red": (40, 35, 185),
    "green": (60, 110, 40),
}
"""Colours of ink, BGR."""

PAPERS = ((250, 250, 250), (225, 240, 245), (235, 228, 220), (205, 222, 232), (190, 200, 205))
RULE_COLOURS = ((215, 190, 160), (170, 150, 130), (190, 185, 235), (200, 200, 200))

Colour = NDArray[np.float32]  # (H, W, 3), 0 to 255


@dataclass(frozen=True, slots=True)
class PageStyle:
    """What happens to a page; every page draws its own values from these.

    Args:
        ruled: probability of ruled or squared paper.
        shadow: strength of uneven light and hard shadows; 1 lets corners fall to half.
        noise: standard deviation of the grain, in grey levels.
        blur: largest standard deviation of the blur, in pixels.
        tilt: largest rotation in degrees; perspective grows with it.
        faintest: least share of the pen's darkness.
        margin: paper around the writing, in heights of a digit.
    """

    ruled: float = 0.4
    shadow: float = 0.6
    noise: float = 5.0
    blur: float = 1.2
    tilt: float = 6.0
    faintest: float = 0.5
    margin: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A picture of a page.

    Args:
        image: (H, W, 3) uint8, BGR.
        text: a line of text a line of writing.
        boxes: for each line the boxes of its digits, in pixels of `image`.
    """

    image: Image
    text: str
    boxes: tuple[tuple[Box, ...], ...]


def render_page(
    rng: np.random.Generator, lines: Sequence[WrittenNumber], style: PageStyle | None = None
) -> Page:
    """Puts numbers on paper, one a line, and photographs it.

    Args:
        rng: random numbers.
        lines: the numbers, from top to bottom.
        style: paper, light and camera.

    Raises:
        ValueError: there are no lines.
    """
    if not lines:
        raise ValueError("A page needs at least one number.")
    style = style or PageStyle()
    ink, boxes = _laid_out(rng, lines, style)
    page = np.empty((*ink.shape, 3), np.float32)
    page[:] = pick(rng, PAPERS)
    if rng.random() < style.ruled:
        _rule(rng, page)
    _write_on(rng, page, ink, style)
    page, move = _tilted(rng, page, style)
    _shade(rng, page, style)
    page = _photographed(rng, page, style)
    moved = tuple(tuple(_moved(box, move, page.shape) for box in line) for line in boxes)
    return Page(np.clip(page, 0, 255).astype(np.uint8), "\n".join(line.text for line in lines), moved)


def _laid_out(
    rng: np.random.Generator, lines: Sequence[WrittenNumber], style: PageStyle
) -> tuple[Image, list[list[Box]]]:
    """All ink on one field, and the boxes of the digits there."""
    margin = round(style.margin * HEIGHT)
    spaces = [round(float(rng.uniform(0.35, 0.9)) * HEIGHT) for _ in lines]
    indents = [round(float(rng.uniform(0, 0.6)) * HEIGHT) for _ in lines]
    widest = max(line.ink.shape[1] + indent for line, indent in zip(lines, indents, strict=True))
    height = sum(line.ink.shape[0] for line in lines) + sum(spaces[1:]) + 2 * margin
    field = np.zeros((height, widest + 2 * margin), np.uint8)
    boxes, top = [], margin
    for index, (line, space, indent) in enumerate(zip(lines, spaces, indents, strict=True)):
        top += space if index else 0
        left, (rows, columns) = margin + indent, line.ink.shape
        field[top : top + rows, left : left + columns] = line.ink
        boxes.append([Box(b.left + left, b.top + top, b.right + left, b.bottom + top) for b in line.boxes])
        top += rows
    return field, boxes


def _rule(rng: np.random.Generator, page: Colour) -> None:
    """Draws rules, or squares, straight onto the paper."""
    step = HEIGHT * float(rng.uniform(0.35, 1.5))
    colour = tuple(float(c) for c in pick(rng, RULE_COLOURS))
    thick = 1 if rng.random() < 0.7 else 2
    height, width = page.shape[:2]
    for y in np.arange(rng.uniform(0, step), height, step):
        cv2.line(page, (0, round(y)), (width, round(y)), colour, thick, cv2.LINE_AA)
    if rng.random() < 0.5:
        for x in np.arange(rng.uniform(0, step), width, step):
            cv2.line(page, (round(x), 0), (round(x), height), colour, thick, cv2.LINE_AA)


def _write_on(rng: np.random.Generator, page: Colour, ink: Image, style: PageStyle) -> None:
    """Lays ink of one pen over the paper; a pencil leaves grain."""
    name = pick(rng, tuple(PENS))
    cover = ink.astype(np.float32) / 255 * np.float32(rng.uniform(style.faintest, 1.0))
    if name == "pencil":
        grain = cv2.GaussianBlur(rng.standard_normal(ink.shape, np.float32), (0, 0), 0.8)
        cover *= np.clip(0.85 + 0.35 * grain, 0.3, 1.0)
    colour = np.array(PENS[name], np.float32)
    page += cover[..., None] * (colour - page)


def _tilted(rng: np.random.Generator, page: Colour, style: PageStyle) -> tuple[Colour, NDArray[np.float64]]:
    """The page seen aslant, with more paper around it, and the homography that did it."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-style.tilt, style.tilt)), 1.0)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    seen = corners @ turn[:, :2].T + turn[:, 2]
    seen += rng.uniform(-1, 1, seen.shape) * style.tilt / 300 * min(height, width)
    low = seen.min(axis=0)
    size = np.ceil(seen.max(axis=0) - low).astype(int)
    move = cv2.getPerspectiveTransform(corners.astype(np.float32), (seen - low).astype(np.float32))
    around = tuple(float(v) for v in page[0, 0])
    tilted = cv2.warpPerspective(page, move, (int(size[0]), int(size[1])), borderValue=around)
    return tilted.astype(np.float32, copy=False), np.asarray(move, np.float64)


def _shade(rng: np.random.Generator, page: Colour, style: PageStyle) -> None:
    """Light that falls off smoothly, and now and then the edge of a shadow."""
    height, width = page.shape[:2]
    knots = 1.0 - style.shadow * rng.uniform(0.0, 0.5, (3, 3)).astype(np.float32)
    light = cv2.resize(knots, (width, height), interpolation=cv2.INTER_CUBIC)
    if rng.random() < style.shadow / 2:
        shade = np.ones((height, width), np.float32)
        corners = rng.uniform(-0.3, 1.3, (4, 2)) * (width, height)
        hull = cv2.convexHull(np.rint(corners).astype(np.int32))
        cv2.fillConvexPoly(shade, hull, float(rng.uniform(0.5, 0.85)))
        light = light * cv2.GaussianBlur(shade, (0, 0), float(rng.uniform(1.0, 12.0)))
    page *= light[..., None]


def _photographed(rng: np.random.Generator, page: Colour, style: PageStyle) -> Colour:
    """Blur, exposure and grain of a camera."""
    sigma = float(rng.uniform(0.0, style.blur))
    if sigma > 0.3:
        page = cv2.GaussianBlur(page, (0, 0), sigma).astype(np.float32, copy=False)
    page = page * np.float32(rng.uniform(0.75, 1.05))
    return page + rng.standard_normal(page.shape, np.float32) * np.float32(rng.uniform(0.0, style.noise))


def _moved(box: Box, move: NDArray[np.float64], shape: tuple[int, ...]) -> Box:
    """The upright box around a box after a homography, within the picture."""
    corners = np.array(
        [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]],
        np.float64,
    )
    seen = cv2.perspectiveTransform(corners[None], move)[0]
    left, top = np.floor(seen.min(axis=0)).astype(int)
    right, bottom = np.ceil(seen.max(axis=0)).astype(int)
    return Box(max(0, int(left)), max(0, int(top)), min(shape[1], int(right)), min(shape[0], int(bottom)))
