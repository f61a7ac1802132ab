"""Light and lens: gradients, shadows, vignettes, glare; then perspective, curl, blur, noise, JPEG."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.fields import (
    Field,
    Shape,
    blob,
    filled,
    from_edge,
    log_uniform,
    smooth_noise,
)
from digitrec.types import Image

Pixels = NDArray[np.float32]  # (H, W, 3), 0 to 1


def light_up(rng: np.random.Generator, pixels: Pixels, dark: bool) -> Pixels:
    """Puts a picture into uneven light.

    Args:
        rng: random numbers.
        pixels: the picture in even light.
        dark: whether it may stay dark: a board, a screen.
    """
    shape = pixels.shape[:2]
    side = max(shape)
    across = np.linspace(-1, 1, shape[1], dtype=np.float32)[None]
    down = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    light = np.zeros(shape, np.float32)
    if rng.random() < 0.6:
        light += rng.uniform(0.2, 1.2) * (rng.uniform(-0.5, 0.5) * across + rng.uniform(-0.5, 0.5) * down)
    if rng.random() < 0.25:
        x, y = across - rng.uniform(-0.4, 0.4), down - rng.uniform(-0.4, 0.4)
        light -= rng.uniform(0.1, 0.8) * (x * x + y * y)
    pixels = pixels * np.exp(light, dtype=np.float32)[..., None]
    for _ in range(int(rng.choice(3, p=(0.55, 0.33, 0.12)))):
        outline = (
            from_edge(rng, shape)
            if rng.random() < 0.6
            else blob(
                rng,
                _anywhere(rng, shape),
                (side * rng.uniform(0.15, 0.7), side * rng.uniform(0.1, 0.6)),
                0.15,
            )
        )
        mask = filled(outline, shape, log_uniform(rng, 0.6, 0.15 * side))
        mask = 1 - mask if rng.random() < 0.5 else mask
        kept = rng.uniform(0.2, 0.85) * (1 + rng.uniform(-0.06, 0.06, 3))
        pixels *= (1 - mask[..., None] * (1 - kept)).astype(np.float32)
    if rng.random() < 0.08:
        glare = blob(
            rng, _anywhere(rng, shape), (side * rng.uniform(0.05, 0.3), side * rng.uniform(0.05, 0.3))
        )
        pixels += (filled(glare, shape, log_uniform(rng, 5, 40)) * np.float32(rng.uniform(0.1, 0.6)))[
            ..., None
        ]
    if rng.random() < 0.4:
        pixels *= (1 + rng.uniform(-0.15, 0.15, 3)).astype(np.float32)
    if rng.random() < 0.65:
        wanted = rng.uniform(0.1, 0.4) if dark else rng.uniform(0.35, 0.85)
        pixels *= np.float32(np.clip(wanted / max(float(pixels[::4, ::4].mean()), 0.02), 0.6, 4.0))
    return pixels


def _anywhere(rng: np.random.Generator, shape: Shape) -> tuple[float, float]:
    return float(rng.uniform(0, shape[1])), float(rng.uniform(0, shape[0]))


def sample_warp(rng: np.random.Generator, shape: Shape, strength: float) -> tuple[Field, Field]:
    """How a picture is seen askew and curled: for each pixel, how far away its colour comes from (x, y)."""
    height, width = shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + rng.uniform(-0.06, 0.06, (4, 2)).astype(np.float32) * strength * (width, height)
    angle = rng.normal(0, 0.05 * strength)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    middle = np.array([width / 2, height / 2])
    moved = ((moved - middle) @ turn.T + middle).astype(np.float32)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    matrix = cv2.getPerspectiveTransform(moved, corners)
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    from_x = (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth - x
    from_y = (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / depth - y
    if rng.random() < 0.35:
        cell = rng.uniform(0.4, 1.0) * max(shape)
        amount = strength * rng.uniform(0.002, 0.012) * max(shape)
        from_x += amount * smooth_noise(rng, shape, cell)
        from_y += amount * smooth_noise(rng, shape, cell)
    return from_x.astype(np.float32), from_y.astype(np.float32)


def warped(image: Any, warp: tuple[Field, Field], between: int = cv2.INTER_LINEAR) -> Any:
    """A picture, or a map of it, after `sample_warp`; edges go on as they end."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]].astype(np.float32)
    border = cv2.BORDER_REPLICATE if image.ndim == 3 else cv2.BORDER_CONSTANT
    return cv2.remap(image, x + warp[0], y + warp[1], between, borderMode=border)


def warped_points(points: NDArray[np.float64], warp: tuple[Field, Field]) -> NDArray[np.float64]:
    """Where points of the picture before the warp are after it, (n, 2)."""
    moved = points.copy()
    height, width = warp[0].shape
    for _ in range(4):  # the displacement is smooth: this settles at once
        column = np.clip(np.rint(moved[:, 0]), 0, width - 1).astype(int)
        row = np.clip(np.rint(moved[:, 1]), 0, height - 1).astype(int)
        moved = points - np.stack([warp[0][row, column], warp[1][row, column]], axis=1)
    return moved


def photograph(rng: np.random.Generator, pixels: Pixels, plain: bool, coarse: float) -> Image:
    """What the camera makes of it: blur, noise, few pixels, JPEG; (H, W, 3) uint8.

    Args:
        rng: random numbers.
        pixels: the picture.
        plain: whether it was no camera, but a screen or a scanner.
        coarse: probability that the picture was once a few times smaller.
    """
    if not plain:
        if rng.random() < 0.6:
            blur = rng.uniform(0, 1.1)
            pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.float32) if blur > 0.3 else pixels
        channels = 1 if rng.random() < 0.6 else 3
        pixels = pixels + log_uniform(rng, 0.001, 0.03) * rng.standard_normal(
            (*pixels.shape[:2], channels), np.float32
        )
    image = np.clip(pixels * 255 + 0.5, 0, 255).astype(np.uint8)
    height, width = image.shape[:2]
    if rng.random() < coarse:
        factor = log_uniform(rng, 1.2, 4)
        size = max(8, int(width / factor)), max(8, int(height / factor))
        image = _jpeg(rng, cv2.resize(image, size, interpolation=cv2.INTER_AREA), 0.3)
        way = cv2.INTER_CUBIC if rng.random() < 0.5 else cv2.INTER_LINEAR
        image = cv2.resize(image, (width, height), interpolation=way)
        if rng.random() < 0.15:
            image = np.asarray(cv2.addWeighted(image, 1.8, cv2.GaussianBlur(image, (0, 0), 2), -0.8, 0))
    return _jpeg(rng, image, 0.3)


def _jpeg(rng: np.random.Generator, image: Image, share: float) -> Image:
    if rng.random() >= share:
        return image
    quality = int(rng.uniform(25, 95))
    encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
