"""Pictures of one digit: what goes wrong in them leaves their targets true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitrec.learning.pages import singles
from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.pages.sources import PageSources

KIND = PageKind((64, 64), crop=True, single=True)
SHARES = ("LETTERS", "NEIGHBOURS", "STRUCK", "OUTLINED", "NARROW", "NOISY", "BANDED", "CLOUDED", "SPATTERED")


@pytest.fixture
def always(monkeypatch):
    """Makes one thing happen in every picture, and nothing else of its kind in any."""

    def only(*names: str) -> None:
        for name in SHARES:
            monkeypatch.setattr(singles, name, 1.0 if name in names else 0.0)

    return only


def pictures(sources, count: int = 40, seed: int = 3):
    rng = np.random.default_rng(seed)
    made = [compose(rng, sources, KIND) for _ in range(count)]
    return [page for page in made if page.digits]


def test_a_picture_shows_one_digit_at_most(sources, always):
    always()
    assert {len(page.digits) for page in pictures(sources)} == {1}


def test_a_letter_in_its_place_has_ink_and_is_no_digit(sources, always):
    always("LETTERS")
    rng = np.random.default_rng(3)
    made = [compose(rng, sources, KIND) for _ in range(40)]
    assert not any(page.digits for page in made)
    assert sum((page.ink >= 128).sum() > 20 for page in made) > 20
    bare = [compose(rng, PageSources(), KIND) for _ in range(10)]
    assert any(page.digits for page in bare), "without letters digits are written"


def test_ends_of_neighbours_are_no_ink_of_the_digit(sources, always):
    always("NEIGHBOURS")
    for page in pictures(sources):
        (digit,) = page.digits
        away = np.abs(np.argwhere(page.ink >= 128) - (digit.y, digit.x))
        assert away.max() <= 0.9 * max(digit.height, digit.width) + 3


@pytest.mark.parametrize("name", ["NOISY", "BANDED", "CLOUDED", "SPATTERED"])
def test_degraded_pictures_differ_and_stay_pictures(always, name):
    always(name)
    image = np.full((64, 64, 3), 200, np.uint8)
    image[20:40, 30:34] = 40
    made = [singles.degraded(np.random.default_rng(seed), image) for seed in range(12)]
    assert {(one.shape, one.dtype) for one in made} == {((64, 64, 3), np.dtype(np.uint8))}
    assert sum((one != image).any() for one in made) >= 10
    always()
    assert singles.degraded(np.random.default_rng(1), image) is image


def test_outlines_are_drawn_of_large_digits_alone(always):
    always("OUTLINED")
    ink = np.zeros((64, 64), np.uint8)
    ink[10:54, 20:40] = 255
    for seed in range(8):
        drawn = singles.maybe_outlined(np.random.default_rng(seed), ink)
        assert not drawn[25:40, 27:33].any(), "hollow"
        assert drawn[:, 15:25].any()
    low = np.zeros_like(ink)
    low[30:44, 20:40] = 255
    assert singles.maybe_outlined(np.random.default_rng(1), low) is low
    assert singles.maybe_outlined(np.random.default_rng(1), np.zeros_like(ink)).max() == 0


def test_a_narrow_picture_goes_on_as_it_ends(sources, always):
    always()
    page = pictures(sources, 4)[0]
    always("NARROW")
    for seed in range(20):
        made = singles.narrowed(np.random.default_rng(seed), page)
        image = made.image
        assert image.shape == page.image.shape
        assert (image[:, -1] == image[:, -2]).all() or (image[-1] == image[-2]).all()
        assert (image[0, 0] == page.image[0, 0]).all()
        assert (made.ink >= 128).sum() >= 0.9 * (page.ink >= 128).sum()


def test_without_ink_a_picture_may_be_narrow_too(sources, always):
    always("NARROW")
    page = replace(pictures(sources, 4)[0], ink=np.zeros((64, 64), np.uint8))
    for seed in range(10):
        assert not singles.narrowed(np.random.default_rng(seed), page).ink.any()
