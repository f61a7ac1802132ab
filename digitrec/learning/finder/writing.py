"""How sure it is that a line found on a page is writing: fits `reading.writing.WRITING` to composed pages.

A line is writing if most of its digits stand where digits were written. One that stands where the page says
nothing, in print or in what the edge cuts, is no example.
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.linear_model import LogisticRegression

from digitrec.learning.pages.composed import ComposedPage
from digitrec.reading.order import ReadLine, without_doubles
from digitrec.reading.reader import Reader
from digitrec.reading.writing import Evidence, evidence
from digitrec.types import Digit

ACROSS = 0.5  # of a digit's box: so far from its middle a digit read there may have its own

Example = tuple[Evidence, bool]  # and whether it is writing


def examples(reader: Reader, page: ComposedPage) -> list[Example]:
    """The lines that a reader finds on a composed page."""
    shape = page.image.shape
    found = reader.page.read(page.image)
    read = without_doubles(reader.read_lines(found.lines, shape))
    return [
        (evidence(one, shape), is_writing)
        for one in read
        if (is_writing := _is_writing(one, page)) or not _is_ignored(one, page)
    ]


def fit(found: Sequence[Example]) -> tuple[Evidence, float]:
    """The weights of the evidence, and the bias."""
    model = LogisticRegression(C=100).fit([seen for seen, _ in found], [writing for _, writing in found])
    return Evidence(*model.coef_[0].tolist()), float(model.intercept_[0])


def _is_writing(one: ReadLine, page: ComposedPage) -> bool:
    digits = one.line.digits
    return 2 * sum(_is_written(digit, page) for digit in digits) > len(digits)


def _is_ignored(one: ReadLine, page: ComposedPage) -> bool:
    """Whether half of its digits or more stand where the page says nothing."""
    middles = [digit.box.centre for digit in one.line.digits]
    return 2 * sum(bool(page.ignored[int(y), int(x)]) for x, y in middles) >= len(middles)


def _is_written(digit: Digit, page: ComposedPage) -> bool:
    x, y = digit.box.centre
    return any(
        max(abs(x - other.x) / max(other.width, other.height / 2), abs(y - other.y) / other.height) < ACROSS
        for other in page.digits
    )
