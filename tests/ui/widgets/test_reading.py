import pytest

from digitrec.ui.widgets.reading import SMALLEST_TYPE, fit_rows, leading
from digitrec.ui.widgets.text import ELLIPSIS, text_width


@pytest.mark.parametrize(
    "rows", [("7",), ("1354086209",), ("1" * 40,), ("13540", "862", "99"), ("0" * 30,) * 12]
)
def test_a_reading_of_any_length_is_set_within_its_field(rows):
    size, fits = fit_rows(rows, 260, 90)

    assert size >= SMALLEST_TYPE
    assert all(text_width(row, size) <= 260 for row in fits)
    assert leading(size) * len(fits) <= 90
    joined = "".join(fits)
    assert joined == "".join(rows) or joined.startswith(ELLIPSIS)


def test_twenty_digits_on_one_line_are_shown_on_one_line():
    row = "13540862091354086209"

    size, fits = fit_rows((row,), 260, 90)

    assert fits == (row,)
    assert size >= 20


def test_the_type_is_the_largest_that_fits():
    size, fits = fit_rows(("7",), 900, 300, 400)

    assert fits == ("7",)
    assert leading(size) <= 300 < leading(size + 1)
