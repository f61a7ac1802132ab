"""Marks that are no writing: signs, scribbles, rules and blobs, as strokes or as fields of ink.

Left out is what looks like a digit once it is brought to model input: commas, brackets, upright
and slanted strokes, rings, corners at the top right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import broad, draw, parse_variant, sample_style, write
from digitrec.learning.synthetic.warp import Points
from digitrec.types import Ink

SIGN_VARIANTS: dict[str, tuple[str, ...]] = {
    "plus": ("0,50 70,50;36,10 34,90",),
    "cross": ("0,0 60,60;60,0 0,60", "0,20 90,60;80,10 10,80"),
    "minus": ("0,50 70,46", "0,50 30,46 60,52", "0,52 100,50"),
    "equals": ("0,40 60,36;0,60 60,58", "0,40 80,36 !4,60 76,56"),
    "joined_equals": (
        "0,10 40,0 60,2 30,26 4,44 !0,46 66,40",
        "0,8 70,0 !6,40 70,34",
        "0,6 60,0 66,8 10,34 4,42 70,38",
    ),
    "near_equals": ("0,10 50,0;4,34 52,26", "0,4 30,0 64,4;2,30 36,26 60,32"),
    "tick": ("0,60 !20,90 70,0", "0,50 16,80 !24,86 90,10"),
    "dollar": (
        "50,20 30,10 6,24 16,44 44,56 52,76 28,90 2,80;28,0 28,100",
        "40,14 4,20 50,76 4,86;20,0 20,100;32,0 30,100",
    ),
    "euro": ("60,12 36,2 12,24 8,60 24,96 60,88;-4,40 44,38;-4,60 40,58",),
    "pound": ("54,16 40,2 22,16 26,60 14,96 0,94 10,86 60,98;4,54 44,52",),
    "real": (
        "0,100 !2,4 30,0 44,20 30,44 !4,48 44,100;96,20 76,8 58,24 90,58 92,82 74,94 56,84;76,0 76,100",
    ),
    "percent": ("16,4 2,14 12,28 28,20 18,4;70,0 8,100;62,68 50,80 60,96 76,86 64,68",),
    "hash": (
        "20,0 10,100;50,0 40,100;0,34 66,30;-4,66 60,64",
        "0,50 110,44;30,76 46,14;54,76 70,12",
        "0,40 100,30;0,60 100,50;36,84 50,6;56,82 72,4",
    ),
    "asterisk": ("30,0 30,60;0,14 60,46;60,12 2,50", "0,30 60,30;14,2 46,58;44,0 14,60"),
    "ampersand": ("60,90 20,40 14,14 32,4 40,20 10,60 8,86 30,96 60,60",),
    "at": ("50,36 32,34 26,60 44,64 52,36 56,66 74,60 74,24 44,4 10,24 6,70 36,96 70,90",),
    "star": ("14,100 !38,0 !62,100 !0,36 !76,36 14,98",),
    "heart": ("36,26 20,4 0,20 12,56 !36,96 62,56 74,20 54,4 36,28",),
    "arrow": ("0,50 90,48;66,24 !92,48 66,74", "0,80 60,10;24,16 !60,10 60,44"),
    "face": ("40,0 6,16 2,60 36,90 76,64 74,20 40,0;26,30 27,34;54,30 55,34;20,56 40,70 60,54",),
    "box": (
        "2,0 !70,2 !72,70 !0,72 0,0",
        "0,0 !90,0 !90,60 !0,60 0,2",
        "0,0 0,80;0,0 70,0;72,-2 70,82;0,80 74,78",
    ),
    "corner": ("0,90 !0,0 80,0", "0,0 !2,80 80,78"),
    "crossing": ("0,40 110,40;50,0 50,90", "0,0 0,110;0,56 80,56"),
    "triangle": ("36,0 !76,80 !0,80 38,0", "0,0 !80,6 !30,70 0,2"),
    "ladder": ("0,0 2,100;50,0 50,100;0,20 50,22;0,50 50,52;0,80 50,78",),
    "loops": ("0,60 24,20 34,40 20,66 44,60 64,20 74,40 60,66 84,60 104,20 114,40 100,66 130,60",),
    "colon_dash": ("0,40 2,42;0,80 2,82;20,60 80,58",),
    "dots": ("0,50 1,51;30,50 31,51;60,48 61,50", "0,0 1,1;40,40 41,41"),
    "quotes": ("0,20 6,0;20,20 28,0;40,20 46,0",),
}


THICKEST_PEN = 0.09  # of the height of a scribble
NARROWEST = 0.8  # width over height of a stain: a narrower one is a 1
LYING = 0.5  # height over width of a slender stain that lies
ATTEMPTS = 12  # to make a stain that is not slender


def sign(rng: np.random.Generator) -> Ink:
    """A written sign that is no digit: + = $ % # * & ? @, ticks, arrows, stars, boxes, crossings of rules."""
    name = pick(rng, tuple(SIGN_VARIANTS))
    return write(rng, parse_variant(pick(rng, SIGN_VARIANTS[name])), broad(sample_style(rng)))


def scribble(rng: np.random.Generator) -> Ink:
    """A pen stroke without a meaning: zigzag, wave, spiral, tangle, hatching."""
    curves = pick(rng, (_zigzag, _wave, _spiral, _tangle, _hatching))(rng)
    style = sample_style(rng)
    style = replace(style, height=style.height * 0.8)
    width = max(1, round(min(style.pen, THICKEST_PEN) * style.height))  # a spiral run full is a 0
    return draw([style.placed(curve.astype(np.float32)) for curve in curves], [[width]] * len(curves))


def blob(rng: np.random.Generator) -> Ink:
    """A filled stain: a dot seen large, a smear, a lump of several dots."""
    for _ in range(ATTEMPTS):
        ink = _stain(rng)
        if not _slender(ink):
            break
    return _not_narrow(ink)


def _stain(rng: np.random.Generator) -> Ink:
    field = np.zeros((72, 96), np.uint8)
    for _ in range(rng.integers(1, 4)):
        centre = (int(rng.integers(26, 70)), int(rng.integers(24, 48)))
        axes = (int(rng.integers(7, 24)), int(rng.integers(7, 20)))
        cv2.ellipse(field, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
    return _rough(rng, field)


def cloud(rng: np.random.Generator) -> Ink:
    """Paper grain and shadow taken for ink: smooth noise above a threshold, or loose specks."""
    side = int(rng.integers(24, 72))
    grain = rng.standard_normal((side, int(side * rng.uniform(0.6, 1.6))), np.float32)
    noise = cv2.GaussianBlur(grain, (0, 0), float(rng.uniform(0.8, 5.0)))
    level = np.quantile(noise, float(rng.uniform(0.5, 0.92)))
    ink: Ink = np.where(noise > level, 255, 0).astype(np.uint8)
    return _not_narrow(cv2.GaussianBlur(ink, (0, 0), 0.7).astype(np.uint8))


def guilloche(rng: np.random.Generator) -> Ink:
    """A part of the printed waves of a cheque or of a ruled page: bundles of parallel lines."""
    height, width = int(rng.integers(30, 80)), int(rng.integers(40, 100))
    ink = np.zeros((height, width), np.uint8)
    x = np.arange(0, width + 4, 4, dtype=np.float32)
    for _ in range(rng.integers(1, 3)):
        tilt, wave = float(rng.normal(0, 0.4)), float(rng.uniform(0, 8))
        length, phase = float(rng.uniform(12, 60)), float(rng.uniform(0, 7))
        gap, thick = float(rng.uniform(6, 20)), int(rng.integers(1, 4))
        for offset in np.arange(-height, 2 * height, gap):
            y = offset + tilt * x + wave * np.sin(x / length * 2 * math.pi + phase)
            points = np.stack([x, y], axis=1)
            cv2.polylines(ink, [np.rint(points * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
    return ink if ink.any() else sign(rng)


def _zigzag(rng: np.random.Generator) -> Sequence[Points]:
    count = int(rng.integers(4, 10))
    x = np.linspace(0, rng.uniform(0.5, 1.8), count) + rng.normal(0, 0.05, count)
    y = np.where(np.arange(count) % 2, 0.0, rng.uniform(0.4, 1.0)) + rng.normal(0, 0.1, count)
    return [np.stack([x, y], axis=1)]


def _wave(rng: np.random.Generator) -> Sequence[Points]:
    turns, along = rng.uniform(1.5, 5), np.linspace(0, 1, 60)
    swing = rng.uniform(0.1, 0.5) * (1 + rng.normal(0, 0.4) * along)
    curl = rng.uniform(0, 0.12)
    angle = 2 * math.pi * turns * along + rng.uniform(0, 6)
    x = along * rng.uniform(0.9, 2.0) + curl * np.cos(angle)
    return [np.stack([x, swing * np.sin(angle)], axis=1)]


def _spiral(rng: np.random.Generator) -> Sequence[Points]:
    turns, along = rng.uniform(2.0, 3.2), np.linspace(0, 1, 70)
    angle = 2 * math.pi * turns * along + rng.uniform(0, 6)
    radius = 0.5 * along ** rng.uniform(0.9, 1.2)
    return [np.stack([radius * np.cos(angle), rng.uniform(0.6, 1.2) * radius * np.sin(angle)], axis=1)]


def _tangle(rng: np.random.Generator) -> Sequence[Points]:
    count = int(rng.integers(10, 18))
    corners = rng.uniform(0, 1, (1, count, 2)).astype(np.float32)
    smooth = cv2.resize(corners, (count * 8, 1), interpolation=cv2.INTER_CUBIC)
    return [smooth[0] * np.array([rng.uniform(0.6, 1.5), 1.0], np.float32)]


def _hatching(rng: np.random.Generator) -> Sequence[Points]:
    count, lean = int(rng.integers(4, 9)), rng.uniform(-0.6, 0.6)
    places = np.linspace(0, rng.uniform(0.6, 1.4), count)
    ends = rng.normal(0, 0.08, (count, 2))
    return [np.array([[p + a, 0.0], [p + lean + b, 0.9]]) for p, (a, b) in zip(places, ends, strict=True)]


def _slender(ink: Ink) -> bool:
    """Whether a stain is long, and leans so that it could be a 1."""
    points = cv2.findNonZero(ink)
    (_, sides, _) = cv2.minAreaRect(points)
    _, _, width, height = cv2.boundingRect(points)
    return min(sides) < NARROWEST * max(sides) and height > LYING * width


def _not_narrow(ink: Ink) -> Ink:
    """Lays down what stands upright."""
    _, _, width, height = cv2.boundingRect(ink)
    return ink.T.copy() if width < NARROWEST * height else ink


def _rough(rng: np.random.Generator, field: Ink) -> Ink:
    """Ink with a torn outline."""
    grain = rng.standard_normal(field.shape, np.float32)
    noise = cv2.GaussianBlur(grain, (0, 0), 2.0) * float(rng.uniform(0, 160))
    rough: Ink = np.where(cv2.GaussianBlur(field, (0, 0), 2.0) + noise > 127, 255, 0).astype(np.uint8)
    return rough if rough.any() else field
