"""Synthetic handwriting made by the project itself: digits, numbers, pages, and ink that is not a digit."""

from digitrec.learning.synthetic.fonts import HandFont, list_fonts, load_fonts
from digitrec.learning.synthetic.negatives import KINDS, NegativeMix, negative_of, sample_negative
from digitrec.learning.synthetic.pages import Page, PageStyle, render_page
from digitrec.learning.synthetic.samples import sample_digit, write_digit
from digitrec.learning.synthetic.strings import StringStyle, WrittenNumber, compose_string
from digitrec.learning.synthetic.strokes import Hand, sample_hand

__all__ = [
    "KINDS",
    "Hand",
    "HandFont",
    "NegativeMix",
    "Page",
    "PageStyle",
    "StringStyle",
    "WrittenNumber",
    "compose_string",
    "list_fonts",
    "load_fonts",
    "negative_of",
    "render_page",
    "sample_digit",
    "sample_hand",
    "sample_negative",
    "write_digit",
]
