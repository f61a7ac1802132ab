"""How sure it is that a line found on a page is writing: fits `reading.order.WRITING` to composed pages.

A border may be read as a 1 with full confidence, so that a digit's own confidence does not tell. The finder's
certainty does, and that there are several digits. A line is writing if most of its digits stand where digits
were written.
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.linear_model import LogisticRegression

from digitrec.learning.pages.composed import ComposedPage
from digitrec.reading.order import ReadLine, evidence, without_doubles
from digitrec.reading.reader import Reader
from digitrec.types import Digit

ACROSS = 0.5  # of a digit's box: so far from its middle a digit read there may have its own

Example = tuple[tuple[float, float, float], bool]  # see `evidence`, and whether it is writing


def examples(reader: Reader, page: ComposedPage) -> list[Example]:
    """The lines that a reader finds on a composed page."""
    found = reader.page.read(page.image)
    read = without_doubles(reader.read_lines(found.lines, page.image.shape))
    return [(evidence(one), _is_writing(one, page)) for one in read]


def fit(found: Sequence[Example]) -> tuple[float, ...]:
    """The weights of the evidence, and the bias."""
    model = LogisticRegression().fit([seen for seen, _ in found], [writing for _, writing in found])
    return (*model.coef_[0].tolist(), float(model.intercept_[0]))


def _is_writing(one: ReadLine, page: ComposedPage) -> bool:
    digits = one.line.digits
    return 2 * sum(_is_written(digit, page) for digit in digits) > len(digits)


def _is_written(digit: Digit, page: ComposedPage) -> bool:
    x, y = digit.box.centre
    return any(
        max(abs(x - other.x) / max(other.width, other.height / 2), abs(y - other.y) / other.height) < ACROSS
        for other in page.digits
    )
