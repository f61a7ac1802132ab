"""Synthetic handwriting: digits, numbers, pages, and ink that is not a digit."""

from digitrec.learning.synthetic.fonts import HandwritingFont, list_fonts, load_fonts
from digitrec.learning.synthetic.negatives import KINDS, NegativeWeights, negative_of, sample_negative
from digitrec.learning.synthetic.samples import sample_digit, write_digit
from digitrec.learning.synthetic.strings import StringStyle, WrittenNumber, compose_string
from digitrec.learning.synthetic.strokes import WritingStyle, sample_style

__all__ = [
    "KINDS",
    "HandwritingFont",
    "NegativeWeights",
    "StringStyle",
    "WritingStyle",
    "WrittenNumber",
    "compose_string",
    "list_fonts",
    "load_fonts",
    "negative_of",
    "sample_digit",
    "sample_negative",
    "sample_style",
    "write_digit",
]
