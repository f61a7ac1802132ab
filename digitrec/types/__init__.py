"""The values that travel through digitrec: arrays with a meaning, and the parts of a reading."""

from __future__ import annotations

from digitrec.types.arrays import GLYPH_SIDE, NOT_A_DIGIT, SIGNS, Glyph, Glyphs, Image, Ink, Probabilities
from digitrec.types.parts import DOUBT, Box, Digit, Line, Number, Refused
from digitrec.types.reading import Reading

__all__ = [
    "DOUBT",
    "GLYPH_SIDE",
    "NOT_A_DIGIT",
    "SIGNS",
    "Box",
    "Digit",
    "Glyph",
    "Glyphs",
    "Image",
    "Ink",
    "Line",
    "Number",
    "Probabilities",
    "Reading",
    "Refused",
]
