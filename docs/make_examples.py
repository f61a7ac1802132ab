"""Composes docs/examples again, from MNIST's validation digits and the program's own strokes.

    python docs/make_examples.py

The same images come out each time. Printed labels are set in DejaVu Sans, which matplotlib brings along.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.strokes import PenSample
from digitrec.learning.pages.fields import smooth_noise
from digitrec.learning.pages.glyphs import Glyph, Writer, draw_glyph, pen_glyph, sample_writer
from digitrec.learning.pages.scene import RowPlan, Scene, empty_scene, write_row
from digitrec.learning.pages.sources import PageSources, open_sources
from digitrec.learning.pages.surfaces import Surface
from digitrec.learning.synthetic.letters import LETTER_VARIANTS
from digitrec.learning.synthetic.strokes import parse_variant, sample_style, trace

FOLDER = Path(__file__).parent / "examples"
QUALITY = 82  # of JPEG, 0 to 100
Pixels = NDArray[np.float32]  # (H, W, 3) BGR, 0 to 1
Colour = tuple[float, float, float]
WHITE, CREAM = (1.0, 1.0, 1.0), (0.86, 0.92, 0.94)
BLUE_INK, BLACK_INK, PENCIL = (0.5, 0.16, 0.08), (0.1, 0.09, 0.08), (0.33, 0.32, 0.31)
GREY_LINE, GREEN_LINE = (0.55, 0.55, 0.55), (0.55, 0.68, 0.5)


def page(rng: np.random.Generator) -> Pixels:
    """A sheet on a desk, photographed askew: four rows by one hand."""
    scene = sheet(560, 720, CREAM)
    rule(scene, range(96, 540, 88), (0.8, 0.72, 0.66))
    hand = mnist_hand(rng, pen=0.09, gap=0.26)
    for row, number in enumerate(("13540", "862", "40719", "2026")):
        write(rng, scene, hand, number, 90 + 14 * row, 136 + 88 * row, 60, angle=0.01)
    return photographed(rng, blend(scene, BLUE_INK), (800, 1040), desk=(0.16, 0.27, 0.4), turn=-0.035)


def form(rng: np.random.Generator) -> Pixels:
    """A printed form, scanned: labels in print, numbers by hand in boxes."""
    scene = sheet(560, 860, WHITE)
    hand = own_hand(rng, pen=0.085, gap=0.2)
    printed(scene, "Meter reading", 50, 40, 24)
    printed(scene, "Fill in with a dark pen, please.", 50, 84, 15)
    labels = "Customer", "Meter", "Reading in kWh", "Day and month"
    numbers = "40817", "73025", "19846", "2411"
    for row, (label, number) in enumerate(zip(labels, numbers, strict=True)):
        y = 150 + 96 * row
        printed(scene, label, 50, y + 26, 19)
        boxes(scene, 330, y, 400, 74, 1, GREY_LINE)
        write(rng, scene, hand, number, 360, y + 37, 46)
    return blend(scene, BLACK_INK)


def score(rng: np.random.Generator) -> Pixels:
    """A row of a score card: one digit a cell, photographed."""
    scene = sheet(250, 890, CREAM)
    boxes(scene, 40, 75, 90, 100, 9, GREEN_LINE)
    hand = mnist_hand(rng, pen=0.09, gap=0.3)
    for cell, number in enumerate("453654734"):
        write(rng, scene, hand, number, 40 + 90 * cell, 125, 54, pitch=90)
    return photographed(rng, blend(scene, PENCIL), (360, 1040), desk=(0.2, 0.3, 0.22), turn=0.02)


def touching(rng: np.random.Generator) -> Pixels:
    """A drawn number whose digits touch."""
    scene = sheet(260, 640, WHITE)
    write(rng, scene, own_hand(rng, pen=0.1, gap=-0.05), "35088", 70, 130, 130)
    return blend(scene, BLACK_INK)


def drawn(rng: np.random.Generator) -> Pixels:
    """Two rows drawn with the mouse."""
    scene = sheet(400, 640, WHITE)
    hand = own_hand(rng, pen=0.11, gap=0.3)
    write(rng, scene, hand, "31415", 60, 115, 110)
    write(rng, scene, hand, "9265", 70, 285, 110)
    return blend(scene, (0.0, 0.0, 0.0))


def no_digits(rng: np.random.Generator) -> Pixels:
    """A page with words and a drawing: nothing of it is a digit."""
    scene = sheet(560, 720, CREAM)
    hand = own_hand(rng, pen=0.07, gap=0.2)
    for row, word in enumerate(("MAP", "PAPER", "PEN", "FAN")):
        write_letters(rng, scene, hand, word, 80, 70 + 105 * row, 52)
    star(rng, scene, hand)
    return photographed(rng, blend(scene, BLUE_INK), (780, 1000), desk=(0.3, 0.33, 0.38), turn=0.03)


Composer = Callable[[np.random.Generator], Pixels]
IMAGES: dict[str, tuple[Composer, int]] = {
    "page.jpg": (page, 2),
    "form.png": (form, 2),
    "score.jpg": (score, 0),
    "touching.png": (touching, 2),
    "drawn.png": (drawn, 2),
    "no-digits.jpg": (no_digits, 0),
}


def main() -> None:
    """Writes the images."""
    FOLDER.mkdir(exist_ok=True)
    for name, (compose, seed) in IMAGES.items():
        image = as_bytes(compose(np.random.default_rng(seed)), name)
        options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY] if name.endswith(".jpg") else []
        cv2.imwrite(str(FOLDER / name), image, options)


def as_bytes(pixels: Pixels, name: str) -> NDArray[np.uint8]:
    """What the file of that name holds: a photo in colour, or a scan in sixteen greys."""
    image = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    if name.endswith(".jpg"):
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) // 17 * 17


def sheet(height: int, width: int, paper: Colour) -> Scene:
    """An empty sheet."""
    image = np.empty((height, width, 3), np.float32)
    image[:] = paper
    free = np.ones((height, width), np.float32)
    return empty_scene(Surface(image, free, np.array(paper, np.float32), False, True, 0.0))


def own_hand(rng: np.random.Generator, pen: float, gap: float) -> Writer:
    """Somebody who writes with the program's own strokes."""
    writer = sample_writer(rng, PageSources())
    return replace(
        writer, pen=pen, gap=gap, gap_jitter=0.15, nib=np.zeros(2, np.float32), taper=0.0,
        slant=0.08, stretch=1.0, height_jitter=0.03, drop_jitter=0.02,
    )  # fmt: skip


def mnist_hand(rng: np.random.Generator, pen: float, gap: float) -> Writer:
    """Somebody who writes MNIST's digits, one image a digit."""
    images = load_mnist().validation
    by_label = open_sources(None, images.inks, images.labels).mnist
    first = int(rng.integers(60))

    def digit(rng: np.random.Generator, label: int) -> Glyph:
        image = by_label[label][first + int(rng.integers(4))]
        size = np.array(image.shape[::-1], float) / max(image.shape)
        return Glyph((), (float(size[0]), float(size[1])), image=image)

    return replace(own_hand(rng, pen, gap), digit=digit, slant=0.0)


def write(
    rng: np.random.Generator, scene: Scene, hand: Writer, number: str, x: float, y: float, height: float,
    pitch: float | None = None, angle: float = 0.0,
) -> None:  # fmt: skip
    """Writes a number from `x` on, its digits in the middle at `y`."""
    labels = [int(digit) for digit in number]
    write_row(rng, scene, hand, RowPlan(x, y, height, labels, angle, pitch, crowded=True))


def write_letters(
    rng: np.random.Generator, scene: Scene, hand: Writer, word: str, x: float, y: float, height: float
) -> None:
    """Writes a word of the program's own letters."""
    style = replace(sample_style(rng), height=1.0, slant=0.0, aspect=1.0)
    for letter in word:
        curves = tuple(trace(rng, parse_variant(LETTER_VARIANTS[letter][0]), style))
        glyph = pen_glyph(PenSample(letter, "letter", "", curves))
        scale = height / glyph.size[1]
        draw_glyph(rng, scene.ink, glyph, np.eye(2) * scale, np.array([x, y]), hand.pen * height, hand)
        x += scale * glyph.size[0] + 0.26 * height


def star(rng: np.random.Generator, scene: Scene, hand: Writer) -> None:
    """A star of one stroke, and a wave below it."""
    turns = [math.pi * (0.8 * corner - 0.5) for corner in range(6)]
    along = np.linspace(0, 1, 80)
    strokes = [
        np.array([(80 + 95 * math.cos(turn), 80 + 95 * math.sin(turn)) for turn in turns]),
        np.stack([250 * along - 50, 250 + 16 * np.sin(26 * along)], axis=1),
    ]
    for stroke in strokes:
        glyph = Glyph((stroke.astype(np.float32),), (1.0, 1.0))
        draw_glyph(rng, scene.ink, glyph, np.eye(2), np.array([450.0, 130.0]), 4.0, hand)


def printed(scene: Scene, text: str, x: int, y: int, size: int) -> None:
    """Prints text; its top left corner is at `x`, `y`."""
    import matplotlib as mpl

    font = ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), size)
    layer = Pillow.fromarray(scene.printed)
    ImageDraw.Draw(layer).text((x, y), text, fill=200, font=font)
    scene.printed[:] = np.asarray(layer)


def boxes(scene: Scene, x: int, y: int, width: int, height: int, count: int, colour: Colour) -> None:
    """A row of boxes."""
    for left in range(x, x + count * width, width):
        cv2.rectangle(scene.surface.image, (left, y), (left + width, y + height), colour, 2, cv2.LINE_AA)


def rule(scene: Scene, heights: Iterable[int], colour: Colour) -> None:
    """Rules across the sheet."""
    for y in heights:
        cv2.line(scene.surface.image, (0, y), (scene.shape[1], y), colour, 1, cv2.LINE_AA)


def blend(scene: Scene, ink: Colour) -> Pixels:
    """The sheet with its print and its writing."""
    image = scene.surface.image.copy()
    for layer, colour in ((scene.printed, (0.2, 0.2, 0.2)), (scene.ink, ink)):
        covered = (layer.astype(np.float32) / 255)[..., None]
        image *= 1 - covered * (1 - np.array(colour, np.float32))
    return image


def photographed(
    rng: np.random.Generator, paper: Pixels, shape: tuple[int, int], desk: Colour, turn: float
) -> Pixels:
    """The sheet on a desk of wood, seen askew, in uneven light; `shape` is height and width."""
    height, width = shape
    fibres = cv2.resize(rng.standard_normal((height // 3, 5), np.float32), (width, height))
    image = np.array(desk, np.float32) * (1 + 0.07 * fibres)[..., None]
    rows, columns = paper.shape[:2]
    corners = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    middle = np.array([width, height]) / 2
    turned = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    seen = (corners - corners.mean(axis=0)) * 1.18 @ turned.T
    seen = (seen * (1 + seen[:, 1:] * np.float32(0.08 / height)) + middle).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    cover = cv2.warpPerspective(np.ones((rows, columns), np.float32), matrix, (width, height))
    shadow = cv2.GaussianBlur(np.roll(cover, (9, 7), (0, 1)), (0, 0), 9)
    image *= 1 - 0.45 * shadow[..., None]
    grain = (1 + 0.012 * smooth_noise(rng, (rows, columns), 2.5))[..., None]
    warped = cv2.warpPerspective(paper * grain, matrix, (width, height), flags=cv2.INTER_AREA)
    image += cover[..., None] * (warped - image)
    across, down = np.linspace(-1, 1, width)[None], np.linspace(-1, 1, height)[:, None]
    image *= np.exp(-0.16 * across - 0.1 * down - 0.08 * (across**2 + down**2))[..., None].astype(np.float32)
    image = cv2.GaussianBlur(image, (0, 0), 0.7) + 0.012 * rng.standard_normal((height, width, 1), np.float32)
    return np.asarray(image, np.float32)


if __name__ == "__main__":
    main()
