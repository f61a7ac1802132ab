"""Handwriting fonts as a source of digits and letters: outlines are read once, and distorted anew every time.

Fonts are looked for in folders given; none is shipped, and everything works without any.
"""

from __future__ import annotations

import logging
import math
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from digitrec.learning.synthetic.letters import LETTER_VARIANTS
from digitrec.learning.synthetic.strokes import FRACTION_BITS, LARGEST, MARGIN, WritingStyle
from digitrec.learning.synthetic.warp import Points, sample_bend
from digitrec.types import Ink

SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

HANDWRITING = (
    "breip",
    "becausewe",
    "dkg",
    "humor-sans",
    "comicneue",
    "kleeone",
    "dancingscript",
    "ecolier",
)
"""Beginnings of the file names of free handwriting fonts that Linux distributions carry."""

CHARACTERS = string.digits + "".join(LETTER_VARIANTS)
UNLIKE = {
    "breip": "0",
    "kleeone": "1",
    "caveat": "1",
    "gochi-hand": "1",
    "handlee": "1",
    "sue-ellen": "7",
}
"""By the beginning of a font's file name: its digits that look like another digit or like a letter."""

SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")
ASCENDER = 1.2  # a small d is at least so many times as high as an n
CURVE_SEGMENTS = 6  # straight lines that a curve of an outline becomes

_ALONG = np.linspace(0, 1, CURVE_SEGMENTS + 1)[1:]
BERNSTEIN = {
    points: np.stack(
        [math.comb(points - 1, i) * _ALONG**i * (1 - _ALONG) ** (points - 1 - i) for i in range(points)],
        axis=1,
    )
    for points in range(2, 7)
}
"""By the number of control points: (CURVE_SEGMENTS, points), the weights of each along a Bézier curve."""

Outline = tuple[Points, ...]  # closed contours, in heights of a digit


@dataclass(frozen=True, slots=True)
class HandwritingFont:
    """The outlines of one font.

    Args:
        name: the file name without suffix.
        outlines: character to contours, y downwards, a digit about 1 high.
    """

    name: str
    outlines: Mapping[str, Outline] = field(repr=False)

    def only(self, characters: str) -> str:
        """Those of `characters` that the font has."""
        return "".join(c for c in characters if c in self.outlines)


def list_fonts(folders: Iterable[str | Path] = ()) -> tuple[Path, ...]:
    """Finds handwriting fonts: the known ones of this system, and every font in the folders given.

    Args:
        folders: more places; all fonts in them count as handwriting.

    Returns:
        Paths in the order of their file names.
    """
    found = [
        path
        for folder in SYSTEM_FOLDERS
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.name.lower().startswith(HANDWRITING)
    ]
    for folder in folders:
        found += [path for path in Path(folder).rglob("*") if path.suffix.lower() in SUFFIXES]
    return tuple(sorted(set(found), key=lambda path: (path.name, str(path))))


def load_fonts(paths: Iterable[str | Path], characters: str = CHARACTERS) -> tuple[HandwritingFont, ...]:
    """Reads the outlines of some characters of every font; fonts that cannot be read are left out.

    Args:
        paths: font files.
        characters: what to read.

    Returns:
        The fonts that have at least one of the characters; none if fontTools is not installed.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of harmless slips in many free fonts
    try:
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError:
        return ()
    fonts = []
    for path in map(Path, paths):
        try:
            with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as opened:
                outlines = _read_outlines(opened, characters)
        except (TTLibError, ImportError, OSError, KeyError, AssertionError):
            continue  # a broken font, or WOFF2 without brotli
        for character in _misleading(path.stem, outlines):
            outlines.pop(character, None)
        if outlines:
            fonts.append(HandwritingFont(path.stem, outlines))
    return tuple(fonts)


def write_outline(rng: np.random.Generator, outline: Outline, style: WritingStyle) -> Ink:
    """Draws an outline in a writing style: bent, slanted, and with more or less ink.

    Args:
        rng: random numbers.
        outline: contours of one character.
        style: its pen is not used, for the font has its own.

    Returns:
        (H, W) uint8 ink with `MARGIN` pixels of paper around it.
    """
    bend = sample_bend(rng, style.warp)
    contours = [style.placed(bend(contour)) for contour in outline]
    low = np.min([contour.min(axis=0) for contour in contours], axis=0) - MARGIN
    high = np.max([contour.max(axis=0) for contour in contours], axis=0) + MARGIN
    size = np.minimum(np.ceil(high - low).astype(int) + 1, LARGEST)
    ink = np.zeros((int(size[1]), int(size[0])), np.uint8)
    fixed = [np.rint((contour - low) * (1 << FRACTION_BITS)).astype(np.int32) for contour in contours]
    cv2.fillPoly(ink, fixed, 255, cv2.LINE_AA, FRACTION_BITS)
    return ink


def _misleading(name: str, outlines: Mapping[str, Outline]) -> str:
    """The characters of a font that look like something else."""
    found = "".join(digits for start, digits in UNLIKE.items() if name.lower().startswith(start))
    if {"d", "n"} <= set(outlines) and _height(outlines["d"]) < ASCENDER * _height(outlines["n"]):
        found += "d"  # a capital in the place of the small letter, and a D is a 0
    return found


def _height(outline: Outline) -> float:
    return float(np.ptp(np.concatenate(outline)[:, 1]))


def _read_outlines(font: object, characters: str) -> dict[str, Outline]:
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    names = font.getBestCmap()  # type: ignore[attr-defined]
    glyphs = font.getGlyphSet()  # type: ignore[attr-defined]
    raw: dict[str, Outline] = {}
    for character in characters:
        if ord(character) not in names:
            continue
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(character)]].draw(pen)
        contours = _flattened(pen.value)
        if contours:
            raw[character] = contours
    heights = [np.ptp(np.concatenate(raw[c])[:, 1]) for c in raw if c.isdigit() or c.isupper()]
    unit = float(np.median(heights)) if heights else 1.0
    return {c: tuple((p / np.float32(unit)) for p in contours) for c, contours in raw.items()}


def _flattened(commands: Sequence[tuple[str, tuple[tuple[float, float], ...]]]) -> Outline:
    """Pen commands to polygons, y downwards."""
    contours: list[list[tuple[float, float]]] = []
    for command, points in commands:
        if command == "moveTo":
            contours.append([points[0]])
        elif command == "lineTo":
            contours[-1].append(points[0])
        elif command == "curveTo":
            contours[-1] += _bezier([contours[-1][-1], *points])
        elif command == "qCurveTo":
            contours += [[]] if points[-1] is None else []
            _quadratic(contours, points)
    downwards = np.array([1, -1], np.float32)
    return tuple(np.array(contour, np.float32) * downwards for contour in contours if len(contour) >= 3)


def _quadratic(contours: list[list[tuple[float, float]]], points: tuple[tuple[float, float], ...]) -> None:
    """Appends TrueType curves: between two control points lies an implied point of the curve."""
    *controls, end = points
    if end is None:  # a closed contour without any point on the curve
        end = _between(controls[-1], controls[0])
        contours[-1].append(end)
    for here, following in zip(controls, [*controls[1:], None], strict=True):
        stop = end if following is None else _between(here, following)
        contours[-1] += _bezier([contours[-1][-1], here, stop])


def _between(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _bezier(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along a quadratic or cubic Bézier curve, without its first."""
    return [(x, y) for x, y in (BERNSTEIN[len(points)] @ np.array(points)).tolist()]
