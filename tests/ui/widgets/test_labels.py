from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.labels import ONE_LINE, TWO_LINES, Mark, place_labels

PAPER = Area(0, 0, 600, 400)


def row(top, count=4, step=100, width=60, height=80, left=40):
    boxes = [Area(left + step * i, top, width, height) for i in range(count)]
    return tuple(Mark(box, str(i % 10), "98 %", "98") for i, box in enumerate(boxes))


def placed(*rows):
    return [label for row in place_labels(rows, PAPER) for label in row]


def test_labels_of_a_roomy_row_stand_above_in_full():
    labels = placed(row(100))

    assert {label.form for label in labels} == {ONE_LINE}
    assert {label.area.bottom for label in labels} == {100}


def test_a_row_at_the_upper_edge_has_its_labels_below():
    assert {label.area.top for label in placed(row(3))} == {83}


def test_labels_of_a_crowded_row_are_set_in_two_lines():
    assert {label.form for label in placed(row(100, count=12, step=40, width=34))} == {TWO_LINES}


def test_labels_of_dense_rows_cover_no_digit_above():
    rows = [row(20 + 64 * i, height=60) for i in range(5)]
    labels = placed(*rows)

    boxes = [mark.box for row in rows for mark in row]
    assert all(label.area.overlap(box) == 0 for label in labels if label for box in boxes)
    assert sum(label is not None for label in labels) >= 8, "the outer rows still have theirs"


BOXES = st.builds(Area, st.integers(0, 520), st.integers(0, 320), st.integers(8, 80), st.integers(8, 80))


@given(st.lists(st.lists(BOXES, min_size=1, max_size=6), min_size=1, max_size=5))
def test_no_label_covers_a_box_or_a_label_or_leaves_the_picture(rows):
    marks = [tuple(Mark(box, "7?", "98 %", "98") for box in boxes) for boxes in rows]
    areas = [label.area for label in placed(*marks) if label]

    assert all(one.overlap(other) == 0 for one, other in combinations(areas, 2))
    assert all(area.overlap(box) == 0 for area in areas for boxes in rows for box in boxes)
    assert all(area.overlap(PAPER) == area.width * area.height for area in areas)


def test_many_digits_are_labelled_in_no_time():
    rows = [row(2 + 30 * i, count=14, step=41, width=30, height=26) for i in range(13)]

    assert len(placed(*rows)) == 182
