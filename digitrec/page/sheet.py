"""A sheet of paper held before something else: where it is, and the picture with everything around it gone.

The ink stage takes what is thin and stands out for ink. A sheet that fills a part of the frame stands out
as a whole, so it has to be found beforehand: an area with four straight sides that keeps its outline over
several thresholds (as in maximally stable extremal regions, Matas et al. 2002), in brightness or in colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import as_bgr, quantile, reduced
from digitrec.types import Box, Image

CALM = 1.5  # pixels of the small image: standard deviation of the blur before edges are looked for

Outline = NDArray[np.int32]  # (N, 1, 2): x, y of the corners of a convex polygon


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """How a sheet is told from everything else; lengths in pixels of the small image."""

    side: int = 256  # the longer side of the small image
    levels: int = 9  # thresholds for each channel
    edges: tuple[float, ...] = (1.4, 2.0, 2.8, 4.0, 5.6)  # grey levels a pixel: an edge is steeper
    edge: float = 2.5  # half the width of an edge
    least_framed: float = 0.9  # of an outline between edges: how much of it is edge
    least_rectangle: float = 0.86  # of the rectangle around it: how much of it such an outline fills
    least_range: float = 16.0  # grey levels between the extremes of a channel worth looking at
    writing: int = 9  # marks narrower than this do not notch an outline
    smallest: float = 0.03  # of the frame
    largest: float = 0.96
    longest: float = 7.0  # sides to one another: what is longer is a stroke, a ruler, the edge of a table
    least_solid: float = 0.93  # of the convex hull: how much of it the area fills
    least_square: float = 0.9  # of the convex hull: how much of it a figure of four corners fills
    most_sides: int = 2  # of the frame that it may touch
    alike: float = 0.9  # overlap (intersection over union) of two outlines of the same sheet
    same: float = 0.7  # overlap of the outlines of a sheet that were found by thresholds and by edges
    least_support: int = 3  # thresholds at which the outline has to come out alike
    rim: float = 1.5  # what is taken off all around


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in a frame.

    Args:
        outline: its convex outline, in pixels of the frame.
        box: the box around it.
        share: its share of the frame, 0 to 1.
    """

    outline: Outline
    box: Box
    share: float


def find_sheet(image: Image, settings: SheetSettings = SheetSettings()) -> Sheet | None:
    """Finds the sheet of paper in a frame.

    Args:
        image: (H, W) or (H, W, 1|3|4) uint8.
        settings: what counts as a sheet.

    Returns:
        The sheet; None where there is none, or where the page fills the whole frame.
    """
    height, width = image.shape[:2]
    scale = min(1.0, settings.side / max(height, width))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = reduced(as_bgr(image), size)
    best = _most_stable(*_four_sided(small, settings), size, settings)
    if best is None:
        return None
    ratio = np.array([width / size[0], height / size[1]])
    outline = np.rint((_shrunk(best, settings.rim) + 0.5) * ratio - 0.5).astype(np.int32)
    left, top, wide, high = cv2.boundingRect(outline)
    box = Box(max(0, left), max(0, top), min(width, left + wide), min(height, top + high))
    return Sheet(outline, box, float(cv2.contourArea(outline)) / (width * height))


def cut_out(image: Image, sheet: Sheet) -> Image:
    """The box around a sheet, with the paper continued over what is not the sheet.

    Args:
        image: the frame, (H, W) or (H, W, 1|3|4) uint8.
        sheet: found in it.

    Returns:
        (sheet.box.height, sheet.box.width, 3) uint8 BGR.
    """
    box = sheet.box
    part = as_bgr(image)[box.top : box.bottom, box.left : box.right]
    inside = np.zeros(part.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, sheet.outline - np.array([box.left, box.top], np.int32), 255)
    if inside.all():
        return part
    scale = min(1.0, 128 / max(part.shape[:2]))
    size = max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale))
    known = (reduced(inside, size) >= 252).astype(np.uint8)
    small = reduced(part, size).astype(np.float32)
    paper = np.clip(_continued(small, known), 0, 255).astype(np.uint8)
    page = cv2.resize(paper, part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(part, inside, page), np.uint8)


def _continued(small: NDArray[np.float32], known: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fills what is not known, 0, from its surroundings, coarse to fine (pull-push, Gortler et al. 1996)."""
    if known.all() or min(known.shape) < 3:
        mean = np.full_like(small, cv2.mean(small, known)[:3])
        return np.asarray(cv2.copyTo(small, known, mean), np.float32)
    half = (known.shape[1] + 1) // 2, (known.shape[0] + 1) // 2
    less = np.asarray(cv2.resize(known.astype(np.float32), half, interpolation=cv2.INTER_AREA), np.float32)
    sums = np.asarray(cv2.resize(cv2.copyTo(small, known), half, interpolation=cv2.INTER_AREA), np.float32)
    coarse = np.asarray(sums / np.maximum(less, np.float32(1e-6))[..., None], np.float32)
    filled = _continued(coarse, (less > 1e-3).astype(np.uint8))
    wide = cv2.resize(filled, known.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(small, known, wide), np.float32)


def _four_sided(small: NDArray[np.uint8], settings: SheetSettings) -> tuple[list[Outline], list[Outline]]:
    """The convex hulls of all areas that look like a sheet: between thresholds, and between edges."""
    found: list[Outline] = []
    framed: list[Outline] = []
    kernel = np.ones((settings.writing, settings.writing), np.uint8)
    edges = np.zeros(small.shape[:2], np.float32)
    for channel in cv2.split(cv2.cvtColor(small, cv2.COLOR_BGR2LAB)):
        low, high = quantile(channel, 0.02), quantile(channel, 0.98)
        # Writing first: what is left of the paper beside a stroke at its edge is thin, too.
        light = cv2.medianBlur(cv2.morphologyEx(channel, cv2.MORPH_CLOSE, kernel), 5)
        edges = np.maximum(edges, _steepness(np.asarray(light, np.uint8)))
        if high - low < settings.least_range:
            continue
        levels = np.linspace(low, high, settings.levels + 2)[1:-1]
        dark = cv2.medianBlur(cv2.morphologyEx(channel, cv2.MORPH_OPEN, kernel), 5)
        for level in levels:
            for calm, kind in ((light, cv2.THRESH_BINARY), (dark, cv2.THRESH_BINARY_INV)):
                mask = np.asarray(cv2.threshold(calm, math.floor(level), 1, kind)[1], np.uint8)
                found += _sheet_hulls(mask, settings)
    # Light that falls off over the sheet and its surroundings leaves them no threshold, but an edge.
    for steep in settings.edges:
        framed += _framed_hulls((edges > steep).astype(np.uint8), settings)
    return found, framed


def _framed_hulls(edges: NDArray[np.uint8], settings: SheetSettings) -> list[Outline]:
    """The hulls of connected edges that run most of the way around an area with four sides."""
    outlines, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Outline] = []
    for outline in outlines:
        hull = np.asarray(cv2.convexHull(outline), np.int32)
        (_, sides, _), full = cv2.minAreaRect(hull), cv2.contourArea(hull)
        if full < settings.smallest * edges.size or full < settings.least_rectangle * sides[0] * sides[1]:
            continue
        sheet = np.rint(_shrunk(hull, settings.edge)).astype(np.int32)
        short, long = sorted(cv2.minAreaRect(sheet)[1])
        if long > settings.longest * short:
            continue
        around = cv2.polylines(np.zeros_like(edges), [sheet], True, 1) > 0
        if _sides_touched(hull, edges.shape) == 0 and edges[around].mean() >= settings.least_framed:
            found.append(sheet)
    return found


def _sides_touched(outline: Outline, shape: tuple[int, ...]) -> int:
    """How many sides of the picture an outline reaches."""
    left, top, wide, high = cv2.boundingRect(outline)
    return sum((left <= 1, top <= 1, left + wide >= shape[1] - 1, top + high >= shape[0] - 1))


def _steepness(channel: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey levels a pixel, of what is left when grain has been averaged away."""
    calm = cv2.GaussianBlur(channel, (0, 0), CALM)
    right, down = (cv2.Scharr(calm, cv2.CV_32F, *axes, scale=1 / 32) for axes in ((1, 0), (0, 1)))
    return np.asarray(cv2.magnitude(right, down), np.float32)


def _sheet_hulls(mask: NDArray[np.uint8], settings: SheetSettings) -> list[Outline]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hulls = (_sheet_hull(np.asarray(outline), mask.shape, settings) for outline in outlines)
    return [hull for hull in hulls if hull is not None]


def _sheet_hull(outline: Outline, shape: tuple[int, ...], settings: SheetSettings) -> Outline | None:
    area, (height, width) = cv2.contourArea(outline), shape
    if not settings.smallest * height * width <= area <= settings.largest * height * width:
        return None
    if _sides_touched(outline, shape) > settings.most_sides:
        return None
    hull = np.asarray(cv2.convexHull(outline), np.int32)
    full = cv2.contourArea(hull)
    short, long = sorted(cv2.minAreaRect(hull)[1])
    # Of a strip, the fourth corner is as near as its height.
    corners = cv2.approxPolyDP(hull, min(0.04 * cv2.arcLength(hull, True), short / 4), True)
    if area < settings.least_solid * full or len(corners) > 5 or long > settings.longest * short:
        return None
    return hull if cv2.contourArea(corners) >= settings.least_square * full else None


def _most_stable(
    found: list[Outline], framed: list[Outline], size: tuple[int, int], settings: SheetSettings
) -> Outline | None:
    """The largest outline that comes out alike at enough thresholds: the middle one of these.

    Where thresholds and edges find the same sheet, the thresholds do so more exactly.
    """
    hulls = found + framed
    if not hulls:
        return None
    masks = np.stack([cv2.fillConvexPoly(np.zeros(size[::-1], np.uint8), hull, 1) for hull in hulls])
    flat = masks[:, ::2, ::2].reshape(len(hulls), -1).astype(np.float32)
    both, areas = flat @ flat.T, flat.sum(axis=1)
    overlap = both / np.maximum(areas[:, None] + areas - both, 1.0)
    alike = overlap >= settings.alike
    stable = np.flatnonzero(alike.sum(axis=1) >= settings.least_support)
    if not len(stable):
        return None
    largest = stable[areas[stable].argmax()]
    exact = stable[(stable < len(found)) & (overlap[largest, stable] >= settings.same)]
    if len(exact):
        largest = exact[areas[exact].argmax()]
    group = np.flatnonzero(alike[largest])
    return hulls[int(group[np.argsort(areas[group])[len(group) // 2]])]


def _shrunk(hull: Outline, by: float) -> NDArray[np.float64]:
    """A convex polygon made smaller, so that each side of the rectangle around it moves inwards by `by`."""
    middle, sides, angle = cv2.minAreaRect(hull)
    along = math.radians(angle)
    axes = np.array([[math.cos(along), math.sin(along)], [-math.sin(along), math.cos(along)]])
    keep = np.maximum(0.0, 1.0 - by / np.maximum(np.asarray(sides) / 2, 1e-6))
    shorter: NDArray[np.float64] = middle + (hull - np.asarray(middle)) @ axes.T * keep @ axes
    return shorter
