"""Random fields and soft shapes: what surfaces, things and light are made of."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]  # (H, W)
Colour = NDArray[np.float32]  # (3,) BGR, 0 to 1
Shape = tuple[int, int]  # height, width
Polygon = NDArray[np.float64]  # (n, 2): x, y

FRACTION_BITS = 4  # of OpenCV's fixed-point coordinates
OCTAVES = ((1.0, 0.8), (2.5, 0.5), (6.0, 0.4), (16.0, 0.4), (50.0, 0.5), (120.0, 0.4))
"""Sizes of a texture's spots in pixels, and how often each is in it."""


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """A number whose logarithm is uniform."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def smooth_noise(rng: np.random.Generator, shape: Shape, cell: float) -> Field:
    """Noise of about unit variance whose spots are `cell` pixels large."""
    size = max(2, int(shape[0] / cell) + 2), max(2, int(shape[1] / cell) + 2)
    noise = rng.standard_normal(size, np.float32)
    return cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float32, copy=False)


def texture(rng: np.random.Generator, shape: Shape) -> Field:
    """Noise of several sizes at once: paper, cloth, plaster."""
    field = np.zeros(shape, np.float32)
    for cell, share in OCTAVES:
        if rng.random() < share:
            noise = rng.standard_normal(shape, np.float32) if cell == 1 else smooth_noise(rng, shape, cell)
            field += noise * np.float32(rng.uniform(0.2, 1))
    return field


def sample_colour(rng: np.random.Generator, brightness: float, saturation: float) -> Colour:
    """A colour of about that brightness; `saturation` 0 is grey."""
    tint = rng.uniform(-1, 1, 3)
    colour: Colour = np.clip(brightness * (1 + saturation * (tint - tint.mean())), 0, 1).astype(np.float32)
    return colour


def fixed(points: NDArray[np.floating]) -> NDArray[np.int32]:
    """Points in OpenCV's fixed-point coordinates."""
    rounded: NDArray[np.int32] = np.rint(points * (1 << FRACTION_BITS)).astype(np.int32)
    return rounded


def filled(polygon: Polygon, shape: Shape, soft: float = 0.0) -> Field:
    """How much of each pixel lies in a polygon, 0 to 1; its edge blurred by `soft` pixels."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [fixed(polygon)], 255, cv2.LINE_AA, FRACTION_BITS)
    field = mask.astype(np.float32) / np.float32(255)
    if soft <= 0.5:
        return field
    shrink = max(1.0, soft / 2)  # a wide blur is done on a small map
    small = max(4, round(shape[1] / shrink)), max(4, round(shape[0] / shrink))
    reduced = cv2.resize(field, small, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(reduced, (0, 0), soft / shrink)
    return cv2.resize(blurred, shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def from_edge(rng: np.random.Generator, shape: Shape) -> Polygon:
    """A large shape that reaches into the picture from one of its sides."""
    start, stop = np.sort(rng.uniform(-0.3, 1.3, 2))
    stop = max(stop, start + 0.25 + rng.random())
    depth = rng.uniform(0.03, 0.5)
    lean, bevel = rng.uniform(-0.15, 0.15, 2), rng.uniform(0, 0.12)
    along = np.array([start, start, start + bevel, stop - bevel, stop, stop])
    inwards = depth + np.array([0, lean[0] - bevel, lean[0], lean[1], lean[1] - bevel, 0])
    inwards[[0, -1]] = -0.3
    points = np.stack([along, inwards], axis=1)
    side = int(rng.integers(4))
    if side % 2:
        points[:, 1] = 1 - points[:, 1]
    if side // 2:
        points = points[:, ::-1]
    polygon: Polygon = points * np.array(shape[::-1])
    return polygon


def blob(
    rng: np.random.Generator, centre: tuple[float, float], radii: tuple[float, float], rough: float = 0.2
) -> Polygon:
    """A round shape with a wavy outline."""
    around = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    knots = 1 + rough * 0.7 * rng.standard_normal(12)
    radius = np.interp(around, np.linspace(0, 2 * np.pi, 13), np.append(knots, knots[0]))
    return np.stack(
        [centre[0] + radii[0] * radius * np.cos(around), centre[1] + radii[1] * radius * np.sin(around)],
        axis=1,
    )


def bar(centre: tuple[float, float], length: float, width: float, angle: float) -> Polygon:
    """A rectangle with its middle at `centre`, turned by `angle` radians."""
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]])
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    return np.array([centre + a * length / 2 * along + b * width / 2 * across for a, b in corners])
