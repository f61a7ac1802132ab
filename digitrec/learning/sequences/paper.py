"""Pictures of composed numbers: the patterned paper of cheques, ruled paper, shadows, tight crops."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.sequences.parts import Composed
from digitrec.learning.synthetic.strings import HEIGHT
from digitrec.types import Image, Ink

Field = NDArray[np.float32]  # (H, W), grey levels


@dataclass(frozen=True, slots=True, eq=False)
class Pictured:
    """A line on paper.

    Args:
        image: (H, W) uint8 grey.
        owners: (H, W) uint8, where which digit is inked; see `Composed`.
        height: of its digits, pixels.
    """

    image: Image
    owners: Ink
    height: float


def picture(rng: np.random.Generator, line: Composed, patterned: float = 0.65) -> Pictured:
    """Puts a line on paper, and scans or photographs it.

    Args:
        rng: random numbers.
        line: what is written.
        patterned: probability of a cheque's paper; else it is plain or ruled, and unevenly lit.
    """
    cheque = rng.random() < patterned
    tall = float(np.clip(rng.lognormal(math.log(36 if cheque else 42), 0.26), 17, 110))
    ink, owners = _sized(line, tall / HEIGHT)
    ink, owners = _cropped(rng, ink, owners, tall, tight=cheque or rng.random() < 0.3)
    paper = _cheque(rng, ink.shape) if cheque else _plain(rng, ink.shape, tall)
    image = _written(rng, paper, ink, cheque)
    if rng.random() < (0.35 if cheque else 0.12):
        _underline(rng, image, tall)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.35, 0.95))), np.float32)
    image += rng.standard_normal(image.shape, np.float32) * np.float32(rng.uniform(0.5, 6.0))
    done = np.clip(image, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, packed = cv2.imencode(".jpg", done, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))])
        done = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    if rng.random() < 0.05:
        done = 255 - done
    return Pictured(done, owners, tall)


def _sized(line: Composed, scale: float) -> tuple[Ink, Ink]:
    size = max(4, round(line.ink.shape[1] * scale)), max(4, round(line.ink.shape[0] * scale))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    ink = cv2.resize(line.ink, size, interpolation=kind)
    owners = cv2.resize(line.owners, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(ink, np.uint8), np.asarray(owners, np.uint8)


def _cropped(rng: np.random.Generator, ink: Ink, owners: Ink, tall: float, tight: bool) -> tuple[Ink, Ink]:
    """Paper around the ink; a tight crop leaves little, or cuts the ends of strokes off."""
    least, most = (-0.07, 0.3) if tight else (0.15, 1.2)
    top, bottom, left, right = (round(float(m) * tall) for m in rng.uniform(least, most, 4))
    left, right = max(left, -round(0.03 * tall)), max(right, -round(0.03 * tall))
    rows = slice(max(0, -top), ink.shape[0] - max(0, -bottom))
    columns = slice(max(0, -left), ink.shape[1] - max(0, -right))
    above, under, before, after = (max(0, margin) for margin in (top, bottom, left, right))
    framed = (
        cv2.copyMakeBorder(field[rows, columns], above, under, before, after, cv2.BORDER_CONSTANT, value=0)
        for field in (ink, owners)
    )
    ink, owners = (np.asarray(field, np.uint8) for field in framed)
    return ink, owners


def _cheque(rng: np.random.Generator, shape: tuple[int, ...]) -> Field:
    """Grey security paper: bundles of fine waves, rasters of dots, clouds."""
    paper = np.full(shape, rng.uniform(120, 225), np.float32)
    strength = float(rng.uniform(3, 34))
    for _ in range(int(rng.integers(1, 4))):
        layer = _waves(rng, shape) if rng.random() < 0.75 else _dots(rng, shape)
        paper -= layer * np.float32(strength * rng.uniform(0.4, 1.0))
    clouds = rng.standard_normal((3, 5), np.float32) * np.float32(rng.uniform(0, 9))
    return paper + np.asarray(cv2.resize(clouds, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _waves(rng: np.random.Generator, shape: tuple[int, ...]) -> Field:
    """Parallel lines that wave or bow: guilloches; (H, W) in [0, 1]."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = float(rng.normal(0, 0.5)) + (math.pi / 2 if rng.random() < 0.25 else 0.0)
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    length, swing = float(rng.uniform(20, 150)), float(rng.uniform(0, 7))
    across = across + swing * np.sin(along * np.float32(2 * math.pi / length) + float(rng.uniform(0, 6)))
    across += np.float32(rng.normal(0, 0.0012)) * along * along
    step, thin = float(rng.uniform(2.6, 9.0)), float(rng.uniform(0.0, 0.8))
    ridge = np.cos(across * np.float32(2 * math.pi / step))
    lines: Field = np.clip((ridge - thin) / (1 - thin), 0, 1).astype(np.float32)
    return lines


def _dots(rng: np.random.Generator, shape: tuple[int, ...]) -> Field:
    """A raster of dots or grain; (H, W) in [0, 1]."""
    size = float(rng.uniform(0.6, 1.6))
    grain = cv2.GaussianBlur(rng.standard_normal(shape, np.float32), (0, 0), size)
    field = np.asarray(grain, np.float32) * np.float32(size * 2.2)
    dots: Field = np.clip(field - np.float32(rng.uniform(0, 1.2)), 0, 1)
    return dots


def _plain(rng: np.random.Generator, shape: tuple[int, ...], tall: float) -> Field:
    """Paper of one colour, plain, ruled or squared, under uneven light."""
    paper = np.full(shape, rng.uniform(190, 255), np.float32)
    if rng.random() < 0.35:
        step, contrast = float(rng.uniform(0.5, 1.8)) * tall, np.float32(rng.uniform(8, 60))
        rows = np.rint(np.arange(rng.uniform(0, step), shape[0], step)).astype(int)
        paper[rows[rows < shape[0]]] -= contrast
        if rng.random() < 0.4:
            columns = np.rint(np.arange(rng.uniform(0, step), shape[1], step)).astype(int)
            paper[:, columns[columns < shape[1]]] -= contrast
    return paper


def _written(rng: np.random.Generator, paper: Field, ink: Ink, cheque: bool) -> Field:
    """Ink on paper; then the light."""
    texture = float(paper.std())
    dark = float(rng.uniform(45, 150)) if cheque else float(rng.uniform(50, 230))
    dark = min(max(dark, 5.0 * texture + 15.0), float(paper.mean()) - 5.0)
    knots = 1.0 + rng.standard_normal((3, 9), np.float32) * np.float32(rng.uniform(0, 0.16))
    flow = np.asarray(cv2.resize(knots, paper.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
    image = paper - ink.astype(np.float32) * np.clip(flow, 0.55, 1.2) * np.float32(dark / 255)
    light = 1.0 - rng.uniform(0, 0.18 if cheque else 0.5, (2, 3)).astype(np.float32)
    light = np.asarray(cv2.resize(light, paper.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray(image * light, np.float32)


def _underline(rng: np.random.Generator, image: Field, tall: float) -> None:
    """A printed rule under the amount, seldom above it, that the digits may stand on or cross."""
    height, width = image.shape
    below = rng.random() < 0.85
    y = height - rng.uniform(0.0, 0.28) * tall if below else rng.uniform(0.0, 0.15) * tall
    rise = float(rng.normal(0, 0.01)) * width
    dark = float(image.mean()) * float(rng.uniform(0.2, 0.75))
    ends = [(round(x * 16), round(float(at) * 16)) for x, at in ((0, y), (width, y + rise))]
    thick = 1 if rng.random() < 0.6 else 2
    cv2.line(image, ends[0], ends[1], dark, thick, cv2.LINE_AA, 4)
