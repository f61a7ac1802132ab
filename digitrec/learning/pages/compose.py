"""Composes pages: surface, things, rules, writing, clutter, light, lens; with exact targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages import crops, layouts, singles
from digitrec.learning.pages.clutter import draw_figure, print_text, stamp, write_word
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.learning.pages.fields import Colour, Field, Shape, log_uniform, sample_colour, smooth_noise
from digitrec.learning.pages.glyphs import Writer, sample_writer
from digitrec.learning.pages.lighting import light_up, photograph, sample_warp, warped, warped_points
from digitrec.learning.pages.rulings import rule_paper
from digitrec.learning.pages.scene import FRAGMENT, SEEN, Scene, empty_scene
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.pages.surfaces import cut_photograph, sample_surface
from digitrec.learning.pages.things import add_things
from digitrec.types import Ink

Layout = Callable[[np.random.Generator, Scene, PageSources, Writer, float], None]

INKS = np.array(
    [
        (0.55, 0.2, 0.08),  # blue
        (0.08, 0.08, 0.08),  # black
        (0.12, 0.1, 0.7),  # red
        (0.2, 0.45, 0.1),  # green
        (0.35, 0.35, 0.35),  # pencil
        (0.5, 0.15, 0.35),  # violet
        (0.3, 0.1, 0.05),  # blue black
    ],
    np.float32,
)
INK_SHARES = (0.27, 0.3, 0.08, 0.05, 0.17, 0.05, 0.08)
LEAST_CONTRAST = 0.13  # of white: paler ink is no writing that anybody could read
CROP_HEIGHT = 40.0  # pixels: of the digits in crops
CROP_SPREAD = 0.22  # standard deviation of the logarithm of that

PAGE_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (layouts.rows_page, 0.22),
    (layouts.big_page, 0.13),
    (layouts.grid_page, 0.16),
    (crops.strip_page, 0.1),
    (layouts.string_page, 0.04),
    (layouts.form_page, 0.05),
    (layouts.empty_page, 0.2),
)
FLAT_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (layouts.rows_page, 0.16),
    (layouts.big_page, 0.1),
    (crops.strip_page, 0.42),
    (layouts.grid_page, 0.1),
    (layouts.string_page, 0.03),
    (layouts.empty_page, 0.16),
)
SMALL_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (layouts.big_page, 0.5),
    (crops.strip_page, 0.3),
    (layouts.empty_page, 0.2),
)
CROP_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (crops.strip_page, 0.42),
    (layouts.rows_page, 0.2),
    (layouts.grid_page, 0.2),
    (layouts.string_page, 0.06),
    (layouts.empty_page, 0.12),
)
CELL_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (crops.cell_page, 0.5),
    (crops.strip_page, 0.2),
    (layouts.rows_page, 0.1),
    (layouts.grid_page, 0.1),
    (layouts.empty_page, 0.1),
)
SINGLE_LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (singles.single_page, 0.94),
    (layouts.empty_page, 0.06),
)
PHOTOGRAPHS = 0.12  # of the pages are a photograph and nothing else
FLAT, SMALL = 0.45, 128  # height over width of a strip; longer side of a small picture, pixels
IGNORED = 1.3  # boxes of a digit that a warp moves off the page and slants: so much around it is ignored
CLOSE = (crops.strip_page, layouts.big_page)


@dataclass(frozen=True, slots=True)
class PageKind:
    """What is composed.

    Args:
        shape: height and width of the picture.
        crop: whether it is a part of a page with digits of about `CROP_HEIGHT`, as the ink network sees it.
        single: whether it is a picture of one digit; a crop too.
    """

    shape: Shape
    crop: bool = False
    single: bool = False


def compose(rng: np.random.Generator, sources: PageSources, kind: PageKind) -> ComposedPage:
    """Composes one page.

    Args:
        rng: random numbers: the same state gives the same page.
        sources: what it is composed of.
        kind: its size, and whether it is a whole page or a crop.
    """
    if sources.photographs and rng.random() < PHOTOGRAPHS * (0.4 if kind.crop else 1.0):
        return _photograph_alone(rng, sources, kind)
    layout = _layout(rng, kind)
    close = kind.crop or (layout in CLOSE and rng.random() < 0.7)
    surface = sample_surface(rng, kind.shape, sources.photographs, close)
    if not surface.plain and rng.random() < (0.25 if close else 0.9):
        add_things(rng, surface)
    scene = empty_scene(surface)
    writer = sample_writer(rng, sources)
    tall = _tall(rng, kind)
    if not surface.plain and rng.random() < 0.3:
        rule_paper(rng, scene, tall)
    layout(rng, scene, sources, writer, tall)
    if not close:
        _add_clutter(rng, scene, sources, writer, tall)
    ink = _ink_colour(rng, scene)
    solid = scene.ink
    if kind.single:
        scene.ink = singles.maybe_outlined(rng, solid)
    _blend(rng, scene, ink)
    scene.ink = solid
    page = _seen(rng, scene, kind)
    if not kind.single:
        return page
    return singles.narrowed(rng, replace(page, image=singles.degraded(rng, page.image)))


def _photograph_alone(rng: np.random.Generator, sources: PageSources, kind: PageKind) -> ComposedPage:
    pixels = cut_photograph(rng, kind.shape, sources.photographs)
    image = photograph(rng, pixels, plain=rng.random() < 0.5, coarse=0.1)
    nothing = np.zeros(kind.shape, np.uint8)
    return ComposedPage(image, nothing, (), nothing.astype(bool), light=False, signs=nothing)


def _layout(rng: np.random.Generator, kind: PageKind) -> Layout:
    height, width = kind.shape
    table = PAGE_LAYOUTS
    if kind.single:
        table = SINGLE_LAYOUTS
    elif kind.crop:
        table = CELL_LAYOUTS if height == width and height <= SMALL / 2 else CROP_LAYOUTS
    elif max(kind.shape) <= SMALL:
        table = SMALL_LAYOUTS
    elif height < FLAT * width:
        table = FLAT_LAYOUTS
    shares = np.array([share for _, share in table])
    return table[int(rng.choice(len(table), p=shares / shares.sum()))][0]


def _tall(rng: np.random.Generator, kind: PageKind) -> float:
    if kind.crop:
        return float(np.clip(CROP_HEIGHT * math.exp(rng.normal(0, CROP_SPREAD)), 22, 72))
    height, width = kind.shape
    if height < FLAT * width:
        return rng.uniform(0.3, 1.0) * height if rng.random() < 0.7 else log_uniform(rng, 6, height)
    return log_uniform(rng, layouts.LEAST_HEIGHT, 0.4 * height)


def _add_clutter(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, tall: float
) -> None:
    height, width = scene.shape
    if rng.random() < 0.22:
        for _ in range(int(rng.integers(1, 4))):
            size = log_uniform(rng, 4, 30)
            x, y = rng.uniform(-0.1, 0.8) * width, rng.uniform(0, 0.95) * height
            print_text(rng, scene, sources, x, y, size, int(rng.integers(1, 5)), int(rng.integers(1, 6)))
    if rng.random() < 0.12:
        for _ in range(int(rng.integers(1, 4))):
            x, y = rng.uniform(0, 0.8) * width, rng.uniform(0.05, 0.95) * height
            if not scene.taken[int(y) // 4, int(x) // 4]:
                write_word(
                    rng, scene, sources, writer, x, y, tall * rng.uniform(0.6, 1.2), rng.normal(0, 0.1)
                )
    if rng.random() < 0.06:
        draw_figure(rng, scene, writer)
    if rng.random() < 0.04:
        stamp(rng, scene)


def _ink_colour(rng: np.random.Generator, scene: Scene) -> Colour:
    paper = scene.surface.paper
    if scene.surface.light:
        tint = sample_colour(rng, rng.uniform(0.55, 1), 0.3 if rng.random() < 0.3 else 0.03)
        lighter = np.clip(paper + np.float32(rng.uniform(0.12, 0.5)), 0, 1)
        return np.asarray(np.maximum(tint, lighter), np.float32)
    ink = INKS[int(rng.choice(len(INKS), p=INK_SHARES))] * np.float32(rng.uniform(0.3, 1.5))
    return np.asarray(np.minimum(ink, paper * np.float32(0.9)), np.float32)


def _blend(rng: np.random.Generator, scene: Scene, ink: Colour) -> None:
    """Puts the layers onto the surface: rules, print, other writing, digits."""
    surface = scene.surface
    for covered, colour in scene.lines:
        _cover(surface.image, covered, colour, surface.paper, False)
    print_ink = (
        sample_colour(rng, rng.uniform(0.7, 1), 0.2) if surface.light else INKS[int(rng.integers(len(INKS)))]
    )
    _write(
        surface.image,
        scene.printed,
        print_ink * np.float32(rng.uniform(0.5, 1)),
        log_uniform(rng, 0.25, 1),
        surface.paper,
        surface.light,
    )
    strength = 1.0 if rng.random() < 0.55 else rng.uniform(0.4, 1)
    contrast = float(np.abs(surface.paper - ink).max()) * strength
    needed = max(LEAST_CONTRAST, 3.0 * surface.grain * float(surface.paper.max()))
    strength = min(1.0, strength * max(1.0, needed / max(contrast, 1e-3)))
    dry = rng.uniform(0.1, 0.7) if rng.random() < 0.3 else 0.0
    soft = rng.uniform(0.25, 0.7) if rng.random() < 0.3 else 0.0
    same = rng.random() < 0.6
    other = (
        ink
        if same
        else np.minimum(INKS[int(rng.integers(len(INKS)))], surface.paper)
        if not surface.light
        else ink
    )
    other_strength = strength if same or rng.random() < 0.5 else rng.uniform(0.3, 1)
    own = np.maximum(scene.ink, scene.sign_ink)
    for layer, colour, share in ((scene.other, other, other_strength), (own, ink, strength)):
        if not layer.any():
            continue
        drawn = cv2.GaussianBlur(layer, (0, 0), soft) if soft else layer
        covered = drawn.astype(np.float32) * np.float32(share / 255)
        if dry:
            covered *= np.clip(
                1 + dry * smooth_noise(rng, scene.shape, rng.choice((1.0, 1.5, 3.0))), 0.15, 1.3
            )
            np.minimum(covered, 1, out=covered)
        _cover(surface.image, covered, colour, surface.paper, surface.light)


def _write(
    image: NDArray[np.float32], layer: Ink, colour: Colour, strength: float, paper: Colour, light: bool
) -> None:
    if layer.any():
        _cover(image, layer.astype(np.float32) * np.float32(strength / 255), colour, paper, light)


def _cover(image: NDArray[np.float32], covered: Field, colour: Colour, paper: Colour, light: bool) -> None:
    """Dark ink takes away from what is below it, light ink lies over it."""
    if light or (colour > paper).any():
        image += covered[..., None] * (colour - image)
    else:
        image *= 1 - covered[..., None] * (1 - np.minimum(colour / np.maximum(paper, np.float32(0.02)), 1))


def _seen(rng: np.random.Generator, scene: Scene, kind: PageKind) -> ComposedPage:
    """The page in its light, through a lens."""
    surface = scene.surface
    pixels, ink, ignored, digits = surface.image, scene.ink, scene.ignored, scene.digits
    signs = np.where(scene.sign_ink >= 128, scene.signs, 0).astype(np.uint8)
    if not surface.plain:
        pixels = light_up(rng, pixels, surface.light)
    if rng.random() < (0.12 if surface.plain else 0.5):
        warp = sample_warp(rng, scene.shape, 0.35 if kind.crop else 1.0)
        pixels = np.asarray(warped(pixels, warp), np.float32)
        ink = np.asarray(warped(ink, warp), np.uint8)
        ignored = np.asarray(warped(ignored.astype(np.uint8), warp)) > 0
        signs = np.asarray(warped(signs, warp, cv2.INTER_NEAREST), np.uint8)
        digits, lost = _moved(digits, warp, scene.shape)
        for digit in lost:
            _ignore(ignored, digit)
    image = photograph(rng, pixels, surface.plain, 0.45 if kind.crop else 0.12)
    return ComposedPage(image, ink, tuple(digits), ignored, surface.light, signs)


def _moved(
    digits: Sequence[PlacedDigit], warp: tuple[Field, Field], shape: Shape
) -> tuple[list[PlacedDigit], list[PlacedDigit]]:
    """Digits after a warp: those seen well enough, and those cut by the edge now."""
    kept, lost = [], []
    for digit in digits:
        along = np.array([math.cos(digit.angle), math.sin(digit.angle)]) * digit.width / 2
        across = np.array([-math.sin(digit.angle), math.cos(digit.angle)]) * digit.height / 2
        middle = np.array([digit.x, digit.y])
        points = np.array([middle, middle - along, middle + along, middle - across, middle + across])
        centre, left, right, top, bottom = warped_points(points, warp)
        run = right - left
        moved = PlacedDigit(
            digit.label,
            digit.row,
            float(centre[0]),
            float(centre[1]),
            float(max(1.0, np.hypot(*run))),
            float(max(1.0, np.hypot(*(bottom - top)))),
            math.atan2(run[1], run[0]),
        )
        across_share = min(moved.x + moved.width / 2, shape[1]) - max(moved.x - moved.width / 2, 0)
        down_share = min(moved.y + moved.height / 2, shape[0]) - max(moved.y - moved.height / 2, 0)
        share = max(0.0, across_share) * max(0.0, down_share) / (moved.width * moved.height)
        if share >= SEEN:
            kept.append(moved)
        elif share >= FRAGMENT / 4:
            lost.append(moved)
    return kept, lost


def _ignore(ignored: NDArray[np.bool_], digit: PlacedDigit) -> None:
    size = IGNORED * digit.width, IGNORED * digit.height
    box = cv2.boxPoints(((digit.x, digit.y), size, math.degrees(digit.angle)))
    cv2.fillPoly(ignored.view(np.uint8), [np.rint(box).astype(np.int32)], 1)
