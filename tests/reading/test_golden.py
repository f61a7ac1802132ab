"""Composed pages of fixed seeds, read with the models that ship: what is read today stays read."""

import numpy as np
import pytest

from digitrec.learning.data.collect import load_data
from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.pages.sources import PageSources, open_sources
from digitrec.reading.reader import Reader, load_reader

PAGE, STRIP, WIDE, TALL, SMALL = (384, 512), (64, 320), (128, 320), (320, 256), (128, 128)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="module")
def sources() -> PageSources:
    """MNIST's validation digits and the program's own strokes: nothing that another machine may lack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digitrec.learning.pages.sources._print_fonts", list)
        digits = load_data(("mnist",)).validation
        return open_sources(images=digits.inks, labels=digits.labels)


@pytest.mark.parametrize(
    ("shape", "seed", "text"),
    [
        pytest.param(PAGE, 2, "56", id="a-page"),
        pytest.param(PAGE, 3, "11633", id="a-page-with-one-number"),
        pytest.param(PAGE, 7, "08925335", id="a-page-with-a-long-number"),
        pytest.param(PAGE, 5, "", id="a-page-without-a-digit"),
        pytest.param(PAGE, 10, "", id="another-page-without-a-digit"),
        pytest.param(STRIP, 2, "4", id="a-strip"),
        pytest.param(STRIP, 6, "52", id="a-strip-with-two-digits"),
        pytest.param(STRIP, 9, "", id="a-strip-without-a-digit"),
        pytest.param(WIDE, 5, "30", id="a-wide-crop"),
        pytest.param(WIDE, 12, "3", id="a-wide-crop-with-one-digit"),
        pytest.param(TALL, 1, "82", id="a-tall-page"),
        pytest.param(TALL, 11, "800", id="a-tall-page-with-zeros"),
        pytest.param(SMALL, 6, "1709", id="a-small-picture"),
        pytest.param(SMALL, 8, "35", id="a-small-picture-with-two-digits"),
    ],
)
def test_golden_pages(reader, sources, shape, seed, text):
    page = compose(np.random.default_rng(seed), sources, PageKind(shape))
    assert page.text.replace("\n", "") == text
    assert "".join(reader.read(page.image).text.split()) == text
