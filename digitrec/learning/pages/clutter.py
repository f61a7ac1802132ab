"""Clutter on pages beside numbers: words by hand, print, stamps, scribbles, figures."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitrec.learning.pages.fields import FRACTION_BITS, fixed, log_uniform
from digitrec.learning.pages.glyphs import Glyph, Writer, draw_glyph, outline_glyph, pen_glyph
from digitrec.learning.pages.scene import CELL, Scene
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.synthetic.rng import pick
from digitrec.types import Ink

PRINT_SIZE = 28  # pixels: height of capitals in the strips that print is made of
SPACE = 0.45  # heights
DESCENDERS = "gjpqy"
SMALL = "acemnorsuvwxzgpqy"
LARGEST_STRIP = 1400  # pixels


def write_word(
    rng: np.random.Generator,
    scene: Scene,
    sources: PageSources,
    writer: Writer,
    x: float,
    y: float,
    height: float,
    angle: float,
) -> None:
    """Writes a word by hand, in real letters of one writer or of a handwriting font; it is no number."""
    letters: list[tuple[Glyph, float, float]] = []
    count = int(rng.integers(2, 10))
    if sources.words and (not sources.letter_fonts or rng.random() < 0.6):
        own = pick(rng, sources.words)
        for sample in (pick(rng, own) for _ in range(count)):
            small = sample.label in SMALL
            letters.append(
                (pen_glyph(sample), 0.6 if small else 1.0, 0.25 if sample.label in DESCENDERS else 0.0)
            )
    elif sources.letter_fonts:
        font = pick(rng, sources.letter_fonts)
        names = "".join(c for c in font.outlines if not c.isdigit())
        low = "".join(c for c in names if c.islower()) or names
        for place in range(count):
            name = pick(rng, names if place == 0 or rng.random() < 0.1 else low)
            tall = float(np.ptp(np.concatenate(font.outlines[name])[:, 1]))
            letters.append((outline_glyph(font.outlines[name]), tall, 0.25 if name in DESCENDERS else 0.0))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    shear = np.array([[writer.stretch, -writer.slant], [0.0, 1.0]])
    pen, cursor = max(0.5, writer.pen * height), 0.0
    for glyph, tall, drop in letters:
        size = height * tall * float(np.clip(rng.normal(1, 0.06), 0.8, 1.2)) / max(glyph.size[1], 0.35)
        matrix = turn @ (size * shear)
        top = height / 2 - size * glyph.size[1] + drop * height
        offset = np.array([x, y]) + turn @ np.array([cursor, top])
        draw_glyph(rng, scene.other, glyph, matrix, offset, pen, writer)
        cursor += size * glyph.size[0] * writer.stretch + pen + height * rng.uniform(-0.02, 0.16)
    take_box(scene, x, y - 0.6 * height, x + cursor, y + 0.7 * height)


def printed_line(rng: np.random.Generator, sources: PageSources, words: int, digits: float) -> Ink | None:
    """A line of print, (H, W) uint8; `digits` is the share of its words that are numbers."""
    if not sources.print_fonts:
        return None
    font = pick(rng, sources.print_fonts)
    outlines = font.outlines
    small, large = [c for c in outlines if c.islower()], [c for c in outlines if c.isupper()]
    figures = [c for c in outlines if c.isdigit()]
    if not small or not large:
        return None
    strip = np.zeros((PRINT_SIZE * 2, LARGEST_STRIP), np.uint8)
    cursor = 2.0
    for _ in range(words):
        kind = rng.random()
        length = int(rng.integers(1, 10))
        if figures and rng.random() < digits:
            word = [pick(rng, figures) for _ in range(min(length, 6))]
        elif kind < 0.25:
            word = [pick(rng, large) for _ in range(length)]
        else:
            word = [pick(rng, small) for _ in range(length)]
            word[0] = pick(rng, large) if kind < 0.5 else word[0]
        for name in word:
            contours = [contour * np.float32(PRINT_SIZE) for contour in outlines[name]]
            points = np.concatenate(contours)
            left, right = float(points[:, 0].min()), float(points[:, 0].max())
            if cursor + right - left > LARGEST_STRIP - 4:
                break
            offset = np.array([cursor - left, PRINT_SIZE * 1.4], np.float32)
            cv2.fillPoly(strip, [fixed(c + offset) for c in contours], 255, cv2.LINE_AA, FRACTION_BITS)
            cursor += right - left + 0.11 * PRINT_SIZE
        cursor += SPACE * PRINT_SIZE
    x, y, width, height = cv2.boundingRect(strip)
    return strip[y : y + height, x : x + width].copy() if width and height else None


def print_text(
    rng: np.random.Generator,
    scene: Scene,
    sources: PageSources,
    x: float,
    y: float,
    height: float,
    lines: int = 1,
    words: int = 4,
) -> None:
    """Prints lines of text; the targets ignore a lone printed number, in running text it is no digit."""
    number = lines == 1 and words == 1 and rng.random() < 0.3
    for _ in range(lines):
        strip = printed_line(rng, sources, words, 1.0 if number else 0.12)
        if strip is None:
            return
        scale = height / PRINT_SIZE
        size = max(2, round(strip.shape[1] * scale)), max(2, round(strip.shape[0] * scale))
        part = cv2.resize(strip, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        _paste(scene, np.asarray(part, np.uint8), round(x), round(y), number)
        y += height * rng.uniform(1.5, 2.2)


def _paste(scene: Scene, part: Ink, x: int, y: int, number: bool) -> None:
    height, width = scene.shape
    left, top, right, bottom = (
        max(0, x),
        max(0, y),
        min(width, x + part.shape[1]),
        min(height, y + part.shape[0]),
    )
    if right - left < 2 or bottom - top < 2 or _is_busy(scene, left, top, right, bottom):
        return
    window = scene.printed[top:bottom, left:right]
    np.maximum(window, part[top - y : bottom - y, left - x : right - x], out=window)
    take_box(scene, left, top, right, bottom)
    if number:
        scene.ignored[top:bottom, left:right] = True


def _is_busy(scene: Scene, left: float, top: float, right: float, bottom: float) -> bool:
    part = scene.taken[int(top / CELL) : int(bottom / CELL) + 1, int(left / CELL) : int(right / CELL) + 1]
    return not part.size or float(part.mean()) > 0.02


def is_free(scene: Scene, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether nothing stands in a box of the page."""
    height, width = scene.shape
    return not _is_busy(scene, max(0, left), max(0, top), min(width, right), min(height, bottom))


def take_box(scene: Scene, left: float, top: float, right: float, bottom: float) -> None:
    """Keeps a box of the page from being written on."""
    rows = slice(max(0, int(top / CELL)), max(0, int(bottom / CELL) + 1))
    scene.taken[rows, max(0, int(left / CELL)) : max(0, int(right / CELL) + 1)] = 1


def draw_figure(rng: np.random.Generator, scene: Scene, writer: Writer) -> None:
    """A scribble, ring, frame, arrow or underline drawn by hand; nothing of it is a digit."""
    height, width = scene.shape
    side = max(scene.shape)
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    size = side * log_uniform(rng, 0.05, 0.5)
    if not is_free(scene, x - size / 2, y - size / 2, x + size / 2, y + size / 2):
        return
    kind = int(rng.integers(5))
    along = np.linspace(0, 1, 40)
    if kind == 0:  # a wave or zigzag
        turns = rng.uniform(2.5, 9)
        points = np.stack(
            [along * 2 - 1, 0.4 * np.sin(along * turns * 2 * math.pi) * rng.uniform(0.1, 1)], axis=1
        )
    elif kind == 1:  # a frame
        points = np.array([(-1, -0.6), (1, -0.6), (1, 0.6), (-1, 0.6), (-1, -0.62)])
    elif kind == 2:  # an arrow
        points = np.array([(-1, 0), (1, 0.05), (0.7, -0.3), (1, 0.05), (0.72, 0.35)])
    elif kind == 3:  # a line
        points = np.array([(-1, 0), (0, rng.normal(0, 0.03)), (1, 0)])
    else:  # a spiral or a flower
        radius = 0.2 + 0.8 * along
        points = np.stack([radius * np.cos(along * 16), radius * np.sin(along * 16)], axis=1)
    angle = rng.normal(0, 0.4)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    glyph = Glyph(((points + rng.normal(0, 0.02, points.shape)).astype(np.float32),), (1.0, 1.0))
    pen = max(0.7, side * log_uniform(rng, 0.003, 0.02))
    draw_glyph(rng, scene.other, glyph, turn * size / 2, np.array([x, y]), pen, writer)
    take_box(scene, x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def stamp(rng: np.random.Generator, scene: Scene) -> None:
    """A round stamp with bars."""
    height, width = scene.shape
    x, y, radius = rng.uniform(0, width), rng.uniform(0, height), max(scene.shape) * rng.uniform(0.04, 0.15)
    if not is_free(scene, x - radius, y - radius, x + radius, y + radius):
        return
    for share in (1.0, 0.8, 0.4):
        cv2.circle(scene.printed, (int(x), int(y)), max(1, int(radius * share)), 255, 1, cv2.LINE_AA)
    for angle in rng.uniform(0, 2 * math.pi, 5):
        end = int(x + radius * math.cos(angle)), int(y + radius * math.sin(angle))
        cv2.line(scene.printed, (int(x), int(y)), end, 255, 1, cv2.LINE_AA)
    take_box(scene, x - radius, y - radius, x + radius, y + radius)
