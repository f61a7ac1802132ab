"""What the finder says of an image to regions: blocks of rows with digits of one height, upright."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.cutout import Placement
from digitrec.types import Box

CELL = 4  # pixels of the finder's image that one cell of its maps stands for


@dataclass(frozen=True, slots=True, eq=False)
class FinderMaps:
    """What the finder says, a value for each cell.

    Args:
        kernel: (h, w) float32, probability that a row of handwritten digits runs through, 0 to 1.
        height: (h, w) float32, how tall the digits are, pixels of the finder's image.
        up: (h, w, 2) float32, towards the top of the digits: x, y.
        light: (h, w) float32, probability that the ink is lighter than the paper.
    """

    kernel: NDArray[np.float32]
    height: NDArray[np.float32]
    up: NDArray[np.float32]
    light: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """How cells become regions; lengths in heights of the digits."""

    kernel: float = 0.35  # probability from which on a cell belongs to a row for sure, ...
    beside: float = 0.2  # ... and from which on if it hangs on such a cell (hysteresis, Canny 1986)
    broken: float = 0.45  # heights: a narrower break in a row's kernel is none
    sure: float = 0.45  # a row whose likeliest cells are less likely on average is none
    least_area: float = 0.06  # square heights: the kernel of a 1 covers about 0.18
    alike: float = 1.5  # heights of rows in one region differ by this factor at most
    turned: float = 0.45  # radians: as far may their directions differ
    near: float = 2.5  # rows further apart are cut out by themselves
    air_across: float = 0.75  # around the middle of rows: half a height, and air
    air_along: float = 1.0  # at the ends of rows, beyond their kernels


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A connected component of a row; pixels of the image given.

    Args:
        cells: (n, 2) float64, the middles of its cells.
        cell: side of a cell.
        height: of its digits.
        up: (2,) unit vector.
        light: probability that its ink is lighter than the paper.
        certainty: mean probability of its likelier cells.
    """

    cells: NDArray[np.float64]
    cell: float
    height: float
    up: NDArray[np.float64]
    light: float
    certainty: float


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Rows that are cut out together.

    Args:
        rows: at least one.
        height: of their digits, pixels of the image given.
        angle: direction in which they run, radians.
        light: whether their ink is lighter than the paper.
    """

    rows: tuple[Row, ...]
    height: float
    angle: float
    light: bool

    def placement(self, height: float, settings: RegionSettings = RegionSettings()) -> Placement:
        """Where to cut, so that digits become `height` pixels tall."""
        along = np.array([math.cos(self.angle), math.sin(self.angle)])
        down = np.array([-along[1], along[0]])
        cells = np.concatenate([row.cells for row in self.rows])
        half = max(row.cell for row in self.rows) / 2
        x, y = cells @ along, cells @ down
        left, right = (
            x.min() - half - settings.air_along * self.height,
            x.max() + half + settings.air_along * self.height,
        )
        top, bottom = y.min() - settings.air_across * self.height, y.max() + settings.air_across * self.height
        corner = left * along + top * down
        scale = height / self.height
        width, tall = max(1, math.ceil((right - left) * scale)), max(1, math.ceil((bottom - top) * scale))
        return Placement(float(corner[0]), float(corner[1]), self.angle, scale, width, tall)

    def certainty(self, box: Box, place: Placement) -> float:
        """How certain the finder is of the rows that run through a box of the cut-out; 0 if none does."""
        turn = np.linalg.inv(place.matrix[:, :2])
        found = 0.0
        for row in self.rows:
            x, y = ((row.cells - (place.x, place.y)) @ turn.T).T
            air = row.cell * place.scale
            across = (x > box.left - air) & (x < box.right + air)
            if (across & (y > box.top - air) & (y < box.bottom + air)).any():
                found = max(found, row.certainty)
        return found

    def mask(self, place: Placement, reduction: int) -> NDArray[np.uint8]:
        """Where in its cut-out the rows are: (h, w) uint8, 1 near the middle of a row.

        Args:
            place: of the cut-out.
            reduction: pixels of the cut-out for one of the mask, both ways.
        """
        size = np.array([-(-place.width // reduction), -(-place.height // reduction)])
        mask = np.zeros(size[::-1], np.uint8)
        turn = np.linalg.inv(place.matrix[:, :2]) / reduction
        reach = math.ceil(REACH * self.height * place.scale / reduction)
        for row in self.rows:
            radius = max(1, math.ceil(row.cell * place.scale / reduction))
            air = np.array([radius + reach, radius])
            cells = np.rint((row.cells - (place.x, place.y)) @ turn.T).astype(int) + air
            x, y = cells[((cells >= 0) & (cells < size + 2 * air)).all(axis=1)].T
            around = np.zeros((size + 2 * air)[::-1], np.uint8)
            around[y, x] = 1
            grown = cv2.dilate(around, np.ones(2 * air[::-1] + 1, np.uint8))
            mask |= np.asarray(grown[air[1] : -air[1], air[0] : -air[0]], np.uint8)
        return mask


def rows_of(
    maps: FinderMaps,
    scale: float,
    corner: NDArray[np.int64] | None = None,
    settings: RegionSettings = RegionSettings(),
) -> list[Row]:
    """The connected components of rows.

    Args:
        maps: of the finder.
        scale: pixels of the finder's image for one pixel of the image given.
        corner: (2,) where the finder's image begins in the image given; None = at its corner.
        settings: what counts.
    """
    count, labels = _labelled(maps, settings)
    rows = []
    places = np.argsort(labels, axis=None, kind="stable")
    bounds = np.searchsorted(labels.ravel()[places], np.arange(1, count + 1))
    for start, stop in pairwise(bounds.tolist()):
        own = places[start:stop]
        probabilities = maps.kernel.ravel()[own]
        height = float(
            np.exp(np.average(np.log(np.maximum(maps.height.ravel()[own], 1)), weights=probabilities))
        )
        certainty = float(np.sort(probabilities)[len(probabilities) // 2 :].mean())
        if (
            probabilities.max() <= settings.kernel
            or len(own) * CELL**2 < settings.least_area * height**2
            or certainty < settings.sure
        ):
            continue
        up = np.average(maps.up.reshape(-1, 2)[own], axis=0, weights=probabilities)
        y, x = np.divmod(own, labels.shape[1])
        cells = (np.stack([x, y], axis=1).astype(np.float64) + 0.5) * (CELL / scale)
        if corner is not None:
            cells += corner
        light = float(np.average(maps.light.ravel()[own], weights=probabilities))
        up = up / max(1e-6, float(np.hypot(*up)))
        rows.append(Row(cells, CELL / scale, height / scale, np.asarray(up, np.float64), light, certainty))
    return rows


def _labelled(maps: FinderMaps, settings: RegionSettings) -> tuple[int, NDArray[np.int32]]:
    """How many rows there are, background counted, and which cell belongs to which: (h, w) int32.

    What is less certain belongs to the nearest certain row that it hangs on, so that rows stay apart.
    """
    likely = (maps.kernel > settings.beside).astype(np.uint8)
    sure = _closed((maps.kernel > settings.kernel).astype(np.uint8), maps.height, settings) & likely
    count, cores = cv2.connectedComponents(sure, connectivity=8)
    _, patches = cv2.connectedComponents(likely, connectivity=8)
    hanging = np.isin(patches, np.unique(patches[sure > 0])) & (likely > 0)
    _, nearest = cv2.distanceTransformWithLabels(1 - sure, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    table = np.zeros(int(nearest.max()) + 1, np.int32)
    table[nearest[sure > 0]] = cores[sure > 0]
    return count, np.where(hanging, table[nearest], 0).astype(np.int32)


def _closed(
    sure: NDArray[np.uint8], heights: NDArray[np.float32], settings: RegionSettings
) -> NDArray[np.uint8]:
    """Rows without breaks that are small beside their digits: rows are further apart than that."""
    closed = sure.copy()
    octaves = np.floor(np.log2(np.maximum(heights, 1.0))).astype(int)
    for octave in np.unique(octaves[sure > 0]).tolist():
        radius = round(settings.broken * 1.4 * 2.0**octave / CELL / 2)
        if radius >= 1:
            own = ((octaves == octave) & (sure > 0)).astype(np.uint8)
            ball = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
            padded = cv2.copyMakeBorder(own, radius, radius, radius, radius, cv2.BORDER_CONSTANT, value=0)
            whole = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, ball)
            closed |= np.asarray(whole[radius:-radius, radius:-radius], np.uint8)
    return closed


def regions_of(rows: Sequence[Row], settings: RegionSettings = RegionSettings()) -> list[Region]:
    """Puts rows that are alike and near one another into regions."""
    if not rows:
        return []
    heights = np.array([row.height for row in rows])
    ups = np.array([row.up for row in rows])
    low = np.array([row.cells.min(axis=0) for row in rows])
    high = np.array([row.cells.max(axis=0) for row in rows])
    taller = np.maximum.outer(heights, heights)
    alike = taller / np.minimum.outer(heights, heights) <= settings.alike
    alike &= ups @ ups.T >= math.cos(settings.turned)
    gaps = np.maximum(low[:, None] - high[None], low[None] - high[:, None]).max(axis=2)
    joined = alike & (gaps <= settings.near * taller)
    return [_region([rows[i] for i in group]) for group in _groups(joined)]


def _groups(joined: NDArray[np.bool_]) -> list[list[int]]:
    """What is joined directly or through others: every member takes the lowest number it is joined to."""
    groups = np.arange(len(joined))
    while True:
        lowest = np.where(joined, groups[None], len(joined)).min(axis=1)
        if (lowest == groups).all():
            return [np.flatnonzero(groups == one).tolist() for one in np.unique(groups)]
        groups = lowest


def _region(rows: Sequence[Row]) -> Region:
    weights = np.array([len(row.cells) * row.cell**2 for row in rows])
    height = float(np.exp(np.average(np.log([row.height for row in rows]), weights=weights)))
    up = np.average([row.up for row in rows], axis=0, weights=weights)
    angle = math.atan2(up[0], -up[1])
    angle += _slope(rows, angle, height)
    light = float(np.average([row.light for row in rows], weights=weights)) > 0.5
    return Region(tuple(rows), height, angle, light)


REACH = 0.8  # heights: so far beyond a row that was found its next digit may begin
LONG = 4.0  # heights: rows as long as this say themselves in which direction they run
THICK = 0.35  # heights: standard deviation across a row; more is several rows that were found as one
MOST_SLOPE = 0.3  # radians beside what the finder says of the digits


def _slope(rows: Sequence[Row], angle: float, height: float) -> float:
    """How far the rows run askew to the direction that the finder told of their digits."""
    along = np.array([math.cos(angle), math.sin(angle)])
    down = np.array([-along[1], along[0]])
    xx = xy = 0.0
    for row in rows:
        x, y = row.cells @ along, row.cells @ down
        if np.ptp(x) >= LONG * height:
            x, y = x - x.mean(), y - y.mean()
            if np.std(y - x * (x @ y) / (x @ x)) <= THICK * height:
                xx, xy = xx + float(x @ x), xy + float(x @ y)
    slope = math.atan2(xy, xx) if xx else 0.0
    return slope if abs(slope) <= MOST_SLOPE else 0.0
