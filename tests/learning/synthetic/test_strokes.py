"""Variants, writing styles and pens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitrec.learning.synthetic.digits import DIGIT_VARIANTS, RARE_DIGIT_VARIANTS
from digitrec.learning.synthetic.letters import LETTER_VARIANTS
from digitrec.learning.synthetic.marks import SIGN_VARIANTS
from digitrec.learning.synthetic.strokes import WritingStyle, parse_variant, sample_style, write

STEADY = WritingStyle(
    height=100.0,
    pen=0.04,
    slant=0.0,
    turn=0.0,
    aspect=1.0,
    jitter=0.0,
    warp=0.0,
    shake=0.0,
    pressure=0.0,
    retrace=False,
)


def ink_extent(ink):
    rows, columns = np.nonzero(ink > 60)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


@pytest.mark.parametrize("label", range(10))
def test_every_variant_of_a_digit_is_written_whole(label):
    rng = np.random.default_rng(label)
    for variant in (*DIGIT_VARIANTS[label], *RARE_DIGIT_VARIANTS.get(label, ())):
        ink = write(rng, parse_variant(variant), sample_style(rng))
        assert ink.ndim == 2
        assert ink.dtype == np.uint8
        assert ink.max() == 255
        assert not any(edge.any() for edge in (ink[0], ink[-1], ink[:, 0], ink[:, -1]))


@pytest.mark.parametrize(
    "variant",
    [variant for variants in (*LETTER_VARIANTS.values(), *SIGN_VARIANTS.values()) for variant in variants],
)
def test_every_variant_of_a_letter_or_sign_is_written(variant):
    rng = np.random.default_rng(0)
    assert write(rng, parse_variant(variant), sample_style(rng)).max() == 255


def test_a_steady_hand_writes_the_form_as_it_is():
    width, height = ink_extent(write(np.random.default_rng(0), parse_variant("0,0 !0,100 50,100"), STEADY))
    assert height == pytest.approx(104, abs=4)
    assert width == pytest.approx(54, abs=4)


@pytest.mark.parametrize(
    ("change", "wider"),
    [
        pytest.param({"aspect": 1.5}, True, id="aspect-widens"),
        pytest.param({"aspect": 0.6}, False, id="aspect-narrows"),
        pytest.param({"slant": 0.4}, True, id="slant-leans"),
    ],
)
def test_a_hand_changes_the_width(change, wider):
    variant = parse_variant(DIGIT_VARIANTS[0][0])
    plain, _ = ink_extent(write(np.random.default_rng(0), variant, STEADY))
    changed, _ = ink_extent(write(np.random.default_rng(0), variant, replace(STEADY, **change)))
    assert (changed > plain) == wider


def test_a_positive_slant_leans_to_the_right():
    ink = write(np.random.default_rng(0), parse_variant("0,0 0,100"), replace(STEADY, slant=0.4))
    columns = np.arange(ink.shape[1])
    top, bottom = ink[10].astype(float), ink[-11].astype(float)
    assert (columns * top).sum() / top.sum() > (columns * bottom).sum() / bottom.sum() + 20


def test_a_wider_pen_leaves_more_ink():
    variant = parse_variant(DIGIT_VARIANTS[2][0])
    thin = write(np.random.default_rng(0), variant, STEADY)
    thick = write(np.random.default_rng(0), variant, replace(STEADY, pen=0.12))
    assert np.count_nonzero(thick) > 2 * np.count_nonzero(thin)


def test_a_corner_is_sharp_and_a_curve_is_not():
    with_corner, without = parse_variant("0,0 !50,0 50,50")[0], parse_variant("0,0 50,0 50,50")[0]
    assert np.ptp((with_corner.curve @ with_corner.control)[:, 0]) == pytest.approx(0.5)
    assert np.ptp((without.curve @ without.control)[:, 0]) > 0.505


def test_a_curve_runs_through_its_control_points():
    stroke = parse_variant("0,0 30,10 !50,60 10,90 40,100")[0]
    path = stroke.curve @ stroke.control
    for point in stroke.control:
        assert np.abs(path - point).sum(axis=1).min() < 1e-5


def test_two_writings_of_one_form_differ():
    rng, variant = np.random.default_rng(0), parse_variant(DIGIT_VARIANTS[3][0])
    style = replace(STEADY, jitter=0.02)
    first, second = write(rng, variant, style), write(rng, variant, style)
    assert first.shape != second.shape or (first != second).any()


def test_a_stroke_of_one_point_is_refused():
    with pytest.raises(ValueError, match="two points"):
        parse_variant("0,0 10,10;5,5")
