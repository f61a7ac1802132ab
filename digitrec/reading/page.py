"""Image to lines of ink: finds where numbers are, cuts them out, and takes only their ink from there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.models.architectures.maps import SINGLE_SIDE
from digitrec.models.map_engines import load_best_maps
from digitrec.models.places import shipped
from digitrec.page.components import union_box
from digitrec.page.cutout import Placement, cut_out
from digitrec.page.images import as_bgr, halved, reduced
from digitrec.page.matte import matted
from digitrec.page.normalise import stroke_width
from digitrec.page.regions import FinderMaps, Region, Row, regions_of, rows_of
from digitrec.page.rows import INKED, REDUCTION, written_lines
from digitrec.page.single import agreement
from digitrec.reading.found import CutOut, Page, PlacedLine, SingleInk
from digitrec.types import Image, Ink

AGREED = 0.95  # share of ink: of an image of one digit, inks that agree in so much of it are the same
NO_FINDER = (
    "There are no models that find numbers in images. "
    "Train them: python training_model.py --model finder, then --model ink"
)


class Finder(Protocol):
    """What is needed of a network that looks at whole images."""

    def maps(self, image: Image) -> FinderMaps:
        """(H, W, 3) uint8, of any size, to maps of (ceil(H / 4), ceil(W / 4)) cells."""


class InkNetwork(Protocol):
    """What is needed of a network that tells the ink of digits from everything else."""

    def ink(self, image: Image) -> tuple[Ink, NDArray[np.float32]]:
        """(H, W, 3) uint8 to (H, W) uint8 ink and (ceil(H / 2), ceil(W / 2)) float32 row kernels, 0 to 1."""


class SingleNetwork(Protocol):
    """What is needed of a network that tells the ink of an image's one digit from everything else."""

    def ink(self, image: Image) -> Ink:
        """(H, W, 3) uint8, at most `SINGLE_SIDE` pixels long, to (H, W) uint8 ink."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Sizes at which images are looked at, in pixels."""

    side: int = 320  # longer side of the image that the finder sees first
    least_side: int = 64  # a strip is not made lower than this
    coarser: float = 0.4  # of that: an image so much smaller is looked at too, ...
    large: float = 28.0  # ... for digits that are taller there, ...
    air: float = 0.2  # of the longer side: so much paper is put around small images, which are cut-outs
    coarse_side: int = 128  # ... if the shorter side of the larger image is as long as this
    fine: float = 9.0  # digits that are lower are looked for again, ...
    finer: float = 2.0  # ... in an image so many times larger; ...
    overlap: float = 1.5  # ... there, digits so many times taller are still small
    height: float = 40.0  # of the digits, where their ink is looked for
    largest: int = 4_000_000  # pixels of a cut-out: a larger one is cut out smaller
    alone: float = (
        2.2  # heights: a lower image has no room for a second row: it is cut out to both its ends, ...
    )
    level: float = 0.2  # ... if the row runs along it: radians


class PageReader:
    """Finds the ink of numbers in images.

    Args:
        finder: looks at whole images.
        network: looks at what is cut out.
        single: looks at images of one digit; None = the network does.
        settings: sizes.
    """

    def __init__(
        self,
        finder: Finder,
        network: InkNetwork,
        single: SingleNetwork | None = None,
        settings: PageSettings = PageSettings(),
    ) -> None:
        self._finder = finder
        self._network = network
        self._single = single
        self._settings = settings

    def read(self, image: Image) -> Page:
        """Finds the lines of an image.

        Args:
            image: (H, W) or (H, W, 3|4) uint8.

        Raises:
            ValueError: `image` has another shape or dtype.
        """
        pixels = as_bgr(image)
        return self.cut(pixels, self.rows(pixels))

    def cut(self, pixels: Image, rows: Sequence[Row]) -> Page:
        """Cuts out what the finder found in an image, (H, W, 3) uint8, and finds its ink and lines."""
        cuts: list[CutOut] = []
        lines: list[PlacedLine] = []
        for region in regions_of(rows):
            place, own = self._place(pixels.shape, region)
            part = cut_out(pixels, place)
            rough, kernels = self._network.ink(part)
            ink = matted(part, rough, place.scale * region.height)
            ink = np.where(_inside(place, pixels.shape), ink, 0).astype(np.uint8)
            cuts.append(CutOut(region, place, part, ink))
            for line in written_lines(ink, kernels, own, place.scale * region.height):
                certainty = region.certainty(union_box(line.components), place)
                lines.append(PlacedLine(line, place, ink, certainty))
        return Page(tuple(cuts), tuple(lines))

    def _place(self, shape: tuple[int, ...], region: Region) -> tuple[Placement, NDArray[np.uint8]]:
        """Where a region is cut out, and where in it its rows may run."""
        place = region.placement(self._height_for(region))
        if not self._is_alone(region, shape):
            return place, region.mask(place, REDUCTION)
        place = _whole_length(place, shape)
        own = region.mask(place, REDUCTION)
        own[own.any(axis=1)] = 1
        return place, own

    def _is_alone(self, region: Region, shape: tuple[int, ...]) -> bool:
        """Whether an image of that shape has no room for a second row above or below a region."""
        return shape[0] < self._settings.alone * region.height and abs(region.angle) < self._settings.level

    def single(self, image: Image) -> tuple[SingleInk, ...]:
        """The ink of an image that holds at most one digit.

        Where ink and paper have a colour each, the colours tell its exact edge. Where the network sees other
        strokes than they do (noise, lines across, outlines, an image half inverted), both may be right.

        Returns:
            The ink by its colours; and that by the network, if it differs.

        Raises:
            ValueError: `image` has another shape or dtype.
        """
        part, place = _whole(image, SINGLE_SIDE / max(1, *image.shape[:2]))
        rough = self._network.ink(part)[0] if self._single is None else self._single.ink(part)
        exact = matted(part, rough, self._settings.height)
        inks = (exact,) if agreement(exact, rough) >= AGREED else (exact, rough)
        return tuple(_single_ink(ink, place) for ink in inks)

    def ink_of(self, image: Image, scale: float) -> SingleInk:
        """The ink of a whole image, looked at `scale` times as large, without finding anything in it first.

        Raises:
            ValueError: `image` has another shape or dtype.
        """
        part, place = _whole(image, scale)
        ink, _ = self._network.ink(part)
        return _single_ink(matted(part, ink, self._settings.height), place)

    def rows(self, pixels: Image) -> list[Row]:
        """The rows that the finder finds, in up to three looks: large digits, usual ones, small ones."""
        settings, scale = self._settings, self._scale(pixels.shape)
        size = _size(pixels.shape, scale)
        overview = halved(pixels, size)
        found: list[Row] = []
        if min(pixels.shape[:2]) * scale >= settings.coarse_side:
            seen = self._look_coarsely(pixels, overview, scale)
            found = [row for row in seen if row.height * settings.coarser * scale >= settings.large]
        usual = [
            row for row in self._look(overview, size, scale) if not any(_holds(one, row) for one in found)
        ]
        if not found and not usual and scale > 1:  # what fills a small picture may be too large to be seen
            return self._look_coarsely(pixels, overview, scale)
        small = [row for row in usual if row.height * scale < settings.fine]
        if not small or scale > 1:
            return found + usual
        cells = np.concatenate([row.cells for row in small])
        air = 4 * max(row.height for row in small)
        low = np.maximum(np.floor(cells.min(axis=0) - air).astype(int), 0)
        high = np.minimum(np.ceil(cells.max(axis=0) + air).astype(int), pixels.shape[1::-1])
        part, fine = pixels[low[1] : high[1], low[0] : high[0]], scale * settings.finer
        again = self._look(part, _size(part.shape, fine), fine, low)
        limit = settings.overlap * settings.fine / scale
        large = [row for row in usual if row not in small]
        return (
            found
            + large
            + [row for row in again if row.height < limit and not any(_holds(one, row) for one in large)]
        )

    def _look_coarsely(self, pixels: Image, overview: Image, scale: float) -> list[Row]:
        """The rows of an image, or of its reduced copy, that the finder sees smaller than `scale`."""
        coarse = scale * self._settings.coarser
        if scale <= 1:
            return self._look(overview, _size(pixels.shape, coarse), coarse)
        seen, corner = self._aired(pixels)
        return self._look(seen, _size(seen.shape, coarse), coarse, corner)

    def _aired(self, pixels: Image) -> tuple[Image, NDArray[np.int64]]:
        """A cut-out with paper around it, for its edges may cut digits, and where that begins in it."""
        air = round(self._settings.air * max(pixels.shape[:2]))
        paper = np.median(pixels, axis=(0, 1)).tolist()
        aired = cv2.copyMakeBorder(pixels, air, air, air, air, cv2.BORDER_CONSTANT, value=paper)
        return np.asarray(aired, np.uint8), np.array([-air, -air])

    def _look(
        self, pixels: Image, size: tuple[int, int], scale: float, corner: NDArray[np.int64] | None = None
    ) -> list[Row]:
        """The rows of an image that the finder sees so large (width, height), `scale` times as it is."""
        seen = (
            reduced(pixels, size) if scale < 1 else cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
        )
        return rows_of(self._finder.maps(np.asarray(seen, np.uint8)), scale, corner)

    def _scale(self, shape: tuple[int, ...]) -> float:
        longer, shorter = max(shape[:2]), min(shape[:2])
        scale = self._settings.side / longer
        return max(scale, min(self._settings.least_side / shorter, 4 * scale))

    def _height_for(self, region: Region) -> float:
        """How tall the digits of a region are made: less than usual where it is vast."""
        place = region.placement(self._settings.height)
        area = place.width * place.height
        return self._settings.height * min(1.0, math.sqrt(self._settings.largest / area))


def _size(shape: tuple[int, ...], scale: float) -> tuple[int, int]:
    """Width and height of an image of that shape, `scale` times as large."""
    return max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))


def _whole(image: Image, scale: float) -> tuple[Image, Placement]:
    """All of an image, `scale` times as large, (H, W, 3) uint8, and where it lies in it."""
    pixels = as_bgr(image)
    height, width = pixels.shape[:2]
    place = Placement(0.0, 0.0, 0.0, scale, max(1, round(width * scale)), max(1, round(height * scale)))
    return cut_out(pixels, place), place


def _whole_length(place: Placement, shape: tuple[int, ...]) -> Placement:
    """A cut-out that goes on to the left and the right edge of an image of that shape."""
    (left, _), (right, _) = place.to_image(
        np.array([(0, place.height / 2), (place.width, place.height / 2)])
    ).tolist()
    further = max(0.0, left), max(0.0, shape[1] - right)
    return place.longer(*(round(pixels * place.scale) for pixels in further))


def _single_ink(ink: Ink, place: Placement) -> SingleInk:
    return SingleInk(ink, stroke_width((ink >= INKED).astype(np.uint8)), place)


def _inside(place: Placement, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """What of a cut-out lies within the image it was cut from: (h, w)."""
    corners = np.array([(0, 0), (shape[1], 0), (shape[1], shape[0]), (0, shape[0])], float)
    turned = (corners - (place.x, place.y)) @ np.linalg.inv(place.matrix[:, :2]).T
    mask = np.zeros((place.height, place.width), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(turned).astype(np.int32), 1)
    return mask > 0


def _holds(row: Row, other: Row) -> bool:
    """Whether a row of lower digits runs through the digits of a row: it is a part of them."""
    low, high = row.cells.min(axis=0) - row.height / 2, row.cells.max(axis=0) + row.height / 2
    inside = ((other.cells > low) & (other.cells < high)).all(axis=1)
    return bool(inside.mean() > 0.5 and other.height < 1.5 * row.height)


def load_page_reader(
    directory: Path | str, threads: int | None = None
) -> tuple[PageReader | None, tuple[str, ...]]:
    """Loads the networks that find numbers in images: of a folder, or else those that come with digitrec.

    Args:
        directory: the model folder.
        threads: how many threads they may use; None = one a core, at most 4.

    Returns:
        The reader of pages, None if there is none; and one sentence about each model that was passed over.
    """
    skipped: list[str] = []
    for folder in dict.fromkeys((Path(directory), shipped())):
        maps, missed = load_best_maps(folder, threads)
        skipped += missed
        if maps is not None:
            return PageReader(*maps), tuple(skipped)
    return None, tuple(skipped)
