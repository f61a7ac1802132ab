"""Surfaces that are written on, and what they lie on: paper, boards, screens, desks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.fields import (
    Colour,
    Field,
    Polygon,
    Shape,
    filled,
    log_uniform,
    sample_colour,
    smooth_noise,
    texture,
)
from digitrec.learning.synthetic.rng import pick
from digitrec.types import Image

LIGHT_SHARE = 0.17  # of the surfaces are dark, and written on in light ink


@dataclass(slots=True, eq=False)
class Surface:
    """A surface in even light.

    Args:
        image: (H, W, 3) float32, 0 to 1.
        free: (H, W) float32, 1 where writing may be.
        paper: its colour.
        light: whether it is written on in light ink.
        plain: whether it is even: a screen, a scan.
        grain: standard deviation of its texture, as a share.
    """

    image: NDArray[np.float32]
    free: Field
    paper: Colour
    light: bool
    plain: bool
    grain: float


def sample_surface(
    rng: np.random.Generator, shape: Shape, photographs: Sequence[Image] = (), close: bool = False
) -> Surface:
    """Something to write on.

    Args:
        rng: random numbers.
        shape: height and width of the picture.
        photographs: pictures that a sheet may lie on.
        close: whether the picture shows nothing beside the surface.
    """
    light = rng.random() < LIGHT_SHARE
    plain = rng.random() < (0.12 if close else 0.16)
    paper = _paper_colour(rng, light)
    image = np.empty((*shape, 3), np.float32)
    image[:] = paper
    grain = 0.0
    if not plain:
        grain = log_uniform(rng, 0.002, 0.05)
        image *= (1 + grain * texture(rng, shape))[..., None]
        if rng.random() < 0.15:
            image += smooth_noise(rng, shape, log_uniform(rng, 20, 200))[..., None] * sample_colour(
                rng, 0.03, 1
            )
        if rng.random() < (0.3 if close else 0.08):
            strength = log_uniform(rng, 0.04, 0.35)
            image *= (1 - strength * security_pattern(rng, shape))[..., None]
            grain = max(grain, strength / 3)
    surface = Surface(image, np.ones(shape, np.float32), paper, light, plain, grain)
    if not plain and not close and rng.random() < 0.36:
        _lay_on_desk(rng, surface, photographs)
    return surface


def _paper_colour(rng: np.random.Generator, light: bool) -> Colour:
    if light:
        brightness = 0.0 if rng.random() < 0.15 else log_uniform(rng, 0.02, 0.55)
    else:
        brightness = rng.uniform(0.3, 1) if rng.random() < 0.75 else rng.uniform(0.97, 1)
    saturation = abs(rng.normal(0, 0.06)) if rng.random() < 0.75 else rng.uniform(0, 0.45)
    return sample_colour(rng, brightness, saturation)


def security_pattern(rng: np.random.Generator, shape: Shape) -> Field:
    """Fine waving lines or dots in two directions, as on cheques and screens: 0 to 1."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    pattern = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(1, 3))):
        angle, period = rng.uniform(0, math.pi), log_uniform(rng, 3, 16)
        across = x * math.sin(angle) + y * math.cos(angle)
        along = x * math.cos(angle) - y * math.sin(angle)
        wave = log_uniform(rng, 20, 160)
        across += rng.uniform(0, 0.35) * period * np.sin(along * (2 * math.pi / wave) + rng.uniform(0, 6.3))
        line = np.cos(across * np.float32(2 * math.pi / period)) - np.float32(rng.uniform(-0.3, 0.75))
        pattern = np.maximum(pattern, np.clip(line * 2, 0, 1))
    return pattern


def sample_desk(
    rng: np.random.Generator, shape: Shape, photographs: Sequence[Image] = ()
) -> NDArray[np.float32]:
    """What a sheet lies on: wood, stripes, cloth, or anything seen in a photograph; (H, W, 3) float32."""
    if photographs and rng.random() < 0.4:
        return cut_photograph(rng, shape, photographs)
    desk = np.empty((*shape, 3), np.float32)
    desk[:] = sample_colour(rng, rng.uniform(0.02, 0.95), rng.uniform(0, 0.5))
    kind, strength = rng.random(), log_uniform(rng, 0.02, 0.3)
    if kind < 0.35:
        fibres = rng.standard_normal(
            (int(shape[0] / log_uniform(rng, 1.5, 8)) + 2, int(rng.integers(3, 8))), np.float32
        )
        grain = cv2.resize(fibres, shape[::-1], interpolation=cv2.INTER_CUBIC)
        if rng.random() < 0.5:
            grain = cv2.resize(np.ascontiguousarray(fibres.T), shape[::-1], interpolation=cv2.INTER_CUBIC)
        return desk * (1 + strength * grain)[..., None]
    if kind < 0.5:
        y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
        wave = (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)) * (2 * math.pi / log_uniform(rng, 4, 60))
        grain = np.sign(np.sin(wave))
    else:
        grain = texture(rng, shape)
    desk *= (1 + strength * grain)[..., None].astype(np.float32)
    return desk


def cut_photograph(
    rng: np.random.Generator, shape: Shape, photographs: Sequence[Image]
) -> NDArray[np.float32]:
    """A part of a photograph, (H, W, 3) float32."""
    photograph = pick(rng, photographs)
    height, width = photograph.shape[:2]
    scale = min(height / shape[0], width / shape[1]) * (1.0 if rng.random() < 0.3 else rng.uniform(0.25, 1.0))
    size = max(2, int(shape[0] * scale)), max(2, int(shape[1] * scale))
    top, left = int(rng.integers(height - size[0] + 1)), int(rng.integers(width - size[1] + 1))
    part = photograph[top : top + size[0], left : left + size[1]]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    way = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
    resized = cv2.resize(np.ascontiguousarray(part), shape[::-1], interpolation=way)
    return resized.astype(np.float32) / np.float32(255)


def _lay_on_desk(rng: np.random.Generator, surface: Surface, photographs: Sequence[Image]) -> None:
    """Shows the surface as a sheet with the desk around it."""
    height, width = shape = surface.free.shape
    inset = rng.uniform(-0.12, 0.25, (4, 2))
    corners: Polygon = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) + inset * np.array(
        [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    )
    corners = corners * (width, height)
    inside = filled(corners, shape, rng.uniform(0, 1.5))
    desk = sample_desk(rng, shape, photographs)
    if rng.random() < 0.5:
        shadow = filled(corners + rng.uniform(-8, 8, 2), shape, rng.uniform(1, 8))
        desk *= (1 - 0.5 * rng.random() * shadow)[..., None].astype(np.float32)
    surface.image = desk + inside[..., None] * (surface.image - desk)
    surface.free *= (cv2.erode(inside, np.ones((5, 5))) > 0.98).astype(np.float32)
