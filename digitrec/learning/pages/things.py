"""Things that reach into a picture: slabs and gutters at its edge, hands, pens, cards, envelopes' stripes."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.learning.pages.fields import (
    FRACTION_BITS,
    Colour,
    Polygon,
    bar,
    blob,
    filled,
    fixed,
    from_edge,
    log_uniform,
    sample_colour,
    smooth_noise,
)
from digitrec.learning.pages.surfaces import Surface

HOW_MANY = (0.58, 0.3, 0.12)  # probabilities of 0, 1, 2 things
LARGEST = 0.55  # of the picture
SKIN = np.array([0.5, 0.65, 0.95], np.float32)
AIRMAIL = np.array([[0.55, 0.25, 0.1], [0.25, 0.2, 0.75]], np.float32)


def add_things(rng: np.random.Generator, surface: Surface) -> None:
    """Lays things over a surface; nothing may be written where they are."""
    shape = surface.free.shape
    for _ in range(int(rng.choice(3, p=HOW_MANY))):
        polygon, colour, soft = _thing(rng, surface)
        mask = filled(polygon, shape, soft)
        if mask.mean() > LARGEST:
            continue
        if rng.random() < 0.4:
            shadow = filled(polygon + rng.uniform(-10, 10, 2), shape, log_uniform(rng, 2, 20))
            surface.image *= (1 - rng.uniform(0.1, 0.5) * shadow)[..., None].astype(np.float32)
        grain = 1 + log_uniform(rng, 0.005, 0.1) * smooth_noise(rng, shape, log_uniform(rng, 3, 60))
        surface.image += mask[..., None] * (colour * grain[..., None] - surface.image)
        surface.free *= (mask < 0.02).astype(np.float32)
    if rng.random() < 0.06:
        _gutter(rng, surface)
    if rng.random() < 0.03:
        _stripes(rng, surface)


def _thing(rng: np.random.Generator, surface: Surface) -> tuple[Polygon, Colour, float]:
    shape = surface.free.shape
    height, width = shape
    side = max(shape)
    kind = rng.random()
    edge = [
        (rng.uniform(0, width), 0.0),
        (rng.uniform(0, width), height),
        (0.0, rng.uniform(0, height)),
        (width, rng.uniform(0, height)),
    ]
    at = edge[int(rng.integers(4))]
    if kind < 0.5:
        brightness = log_uniform(rng, 0.02, 0.95) if rng.random() < 0.4 else log_uniform(rng, 0.02, 0.25)
        soft = float(rng.choice([0.0, 0.8, 2.0, 5.0]))
        return from_edge(rng, shape), sample_colour(rng, brightness, rng.uniform(0, 0.3)), soft
    if kind < 0.65:
        radii = side * rng.uniform(0.05, 0.35), side * rng.uniform(0.05, 0.35)
        return (
            blob(rng, at, radii),
            SKIN * np.float32(rng.uniform(0.2, 0.9)),
            float(rng.choice([0.0, 1.0, 3.0])),
        )
    if kind < 0.85:
        length, thick = side * rng.uniform(0.2, 0.9), side * log_uniform(rng, 0.012, 0.07)
        colour = sample_colour(rng, rng.uniform(0.02, 0.9), rng.uniform(0, 0.8))
        return bar(at, length, thick, rng.uniform(0, np.pi)), colour, 0.6
    polygon = bar(at, side * rng.uniform(0.1, 0.6), side * rng.uniform(0.1, 0.5), rng.uniform(0, np.pi))
    return polygon, sample_colour(rng, rng.uniform(0.05, 1), 0.3), 0.6


def _gutter(rng: np.random.Generator, surface: Surface) -> None:
    """The dark fold of a book at one side: it grows darker towards the edge."""
    height, width = surface.free.shape
    upright = rng.random() < 0.8
    along = np.linspace(0, 1, width if upright else height, dtype=np.float32)
    if rng.random() < 0.5:
        along = along[::-1]
    dark = np.exp(-along / np.float32(rng.uniform(0.01, 0.12)))
    core = (along < rng.uniform(0, 0.12)).astype(np.float32) if rng.random() < 0.5 else 0.0
    shade = 1 - np.clip(np.float32(rng.uniform(0.4, 1)) * dark + core * rng.uniform(0.6, 1), 0, 0.98)
    field = np.broadcast_to(shade[None] if upright else shade[:, None], (height, width))
    surface.image *= field[..., None].astype(np.float32)
    surface.free *= (field > 0.35).astype(np.float32)


def _stripes(rng: np.random.Generator, surface: Surface) -> None:
    """The coloured rim of an airmail envelope."""
    shape = surface.free.shape
    side = max(shape)
    deep = side * rng.uniform(0.02, 0.05)
    pitch = deep * rng.uniform(1, 2)
    for edge in np.flatnonzero(rng.random(4) < 0.6):
        mask = np.zeros(shape, np.uint8)
        for number, start in enumerate(np.arange(-pitch, side + pitch, pitch)):
            quad = np.array(
                [
                    (start, 0),
                    (start + 0.6 * pitch, 0),
                    (start + 0.6 * pitch + 0.6 * deep, deep),
                    (start + 0.6 * deep, deep),
                ]
            )
            if edge >= 2:
                quad = quad[:, ::-1]
            if edge % 2:
                quad = np.array(shape[::-1]) - quad
            mask[:] = 0
            cv2.fillPoly(mask, [fixed(quad)], 255, cv2.LINE_AA, FRACTION_BITS)
            covered = mask > 127
            surface.image[covered] = AIRMAIL[number % 2] * np.float32(rng.uniform(0.8, 1.2))
            surface.free[covered] = 0
