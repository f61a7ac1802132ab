"""Fonts are found, read and bent; a small font made here stands in for those of the machine."""

from __future__ import annotations

import numpy as np
import pytest

from digitrec.learning.synthetic import list_fonts, load_fonts, sample_style
from digitrec.learning.synthetic.fonts import write_outline
from digitrec.learning.synthetic.samples import write_digit

pytest.importorskip("fontTools")


@pytest.fixture
def folder(tmp_path):
    """A folder with a font whose every character is a square ring of height 700, and a broken font."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for corners in (
        [(0, 0), (0, 700), (400, 700), (400, 0)],
        [(100, 100), (300, 100), (300, 600), (100, 600)],
    ):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "ring"])
    builder.setupCharacterMap({ord(c): "ring" for c in "0123456789NR"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "ring": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "ring": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Ring", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(str(tmp_path / "ring.ttf"))
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    return tmp_path


def rings(folder):
    return load_fonts([path for path in list_fonts([folder]) if path.parent == folder])


def test_a_broken_font_is_left_out_and_the_other_read(folder):
    (font,) = rings(folder)
    assert font.name == "ring"
    assert font.only("0NQ") == "0N"


def test_outlines_are_one_high(folder):
    (font,) = rings(folder)
    points = np.concatenate(font.outlines["0"])
    assert np.ptp(points[:, 1]) == pytest.approx(1.0)
    assert np.ptp(points[:, 0]) == pytest.approx(4 / 7)


def test_a_hole_stays_a_hole(folder):
    (font,) = rings(folder)
    ink = write_outline(np.random.default_rng(0), font.outlines["0"], sample_style(np.random.default_rng(0)))
    assert ink.max() == 255
    assert ink[ink.shape[0] // 2, ink.shape[1] // 2] == 0
    assert not any(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))


def test_digits_come_from_fonts_too(folder):
    fonts = rings(folder)
    rng = np.random.default_rng(0)
    style = sample_style(rng)
    with_fonts = [write_digit(np.random.default_rng(seed), 1, style, fonts).shape for seed in range(40)]
    without = [write_digit(np.random.default_rng(seed), 1, style).shape for seed in range(40)]
    assert with_fonts != without


def test_a_curve_of_an_outline_is_followed():
    from digitrec.learning.synthetic.fonts import _flattened

    (contour,) = _flattened(
        [
            ("moveTo", ((0, 0),)),
            ("qCurveTo", ((0, 100), (100, 100))),
            ("lineTo", ((100, 0),)),
            ("closePath", ()),
        ]
    )
    middle = contour[np.abs(contour - np.array([25, -75])).sum(axis=1).argmin()]
    assert middle == pytest.approx([25, -75], abs=1)
