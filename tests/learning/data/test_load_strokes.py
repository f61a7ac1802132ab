"""Pen strokes from files: `.npz` and UNIPEN, in the same measure."""

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data.strokes import (
    DIGIT,
    LETTER,
    LONGEST,
    LOOKALIKE,
    SPACING,
    STRING,
    SYMBOL,
    kind_of,
    load_strokes,
    load_unipen,
)

SEVEN = '.SEGMENT DIGIT 0-1 OK "7"\n.PEN_DOWN\n10 90\n50 90\n30 10\n.PEN_UP\n.PEN_DOWN\n20 50\n45 50\n'


@pytest.fixture
def seven(tmp_path):
    path = tmp_path / "seven.tra"
    path.write_text(SEVEN)
    return path


@pytest.fixture
def arrays(tmp_path):
    path = tmp_path / "strokes.npz"
    np.savez(
        path,
        points=np.array([(0, 0), (500, 1000), (0, 0), (250, 1000)], np.int16),
        stroke_start=np.array([0, 2], np.int32),
        sample_stroke=np.array([0, 1], np.int32),
        label=np.array(["1", "t"]),
        kind=np.array([DIGIT, LETTER]),
        writer=np.array(["a", "b"]),
    )
    return path


@pytest.mark.parametrize(("labels", "kind"), [
    ("0123456789", DIGIT),
    ("aemtxACEHW", LETTER),
    ("oOlISZsbgqy/|(),.'", LOOKALIKE),
    ('!"#$%&*+-:;<=>?@[]^_{}~', SYMBOL),
    (["10", "3.5", "1,250.00", "555-1234", "12/25/96", "0123456789", ".5"], STRING),
    (["and", "3rd", "--", "", " ", "\n", "é", "1 2"], None),
])  # fmt: skip
def test_kinds(labels, kind):
    assert {kind_of(label) for label in labels} == {kind}


def test_unipen_is_turned_moved_and_scaled_as_npz_is(seven):
    (sample,) = load_unipen(seven)
    assert (sample.label, sample.kind, sample.writer) == ("7", DIGIT, f"{seven.parent.name}/seven")
    np.testing.assert_allclose(sample.strokes[0], [[0, 0], [0.5, 0], [0.25, 1]])
    np.testing.assert_allclose(sample.strokes[1], [[0.125, 0.5], [0.4375, 0.5]])
    assert all(stroke.dtype == np.float32 for stroke in sample.strokes)


def test_numbers_are_as_high_as_one(seven):
    seven.write_text('.SEGMENT WORD 0 OK "71"\n.PEN_DOWN\n0 10\n30 10\n30 0\n')
    np.testing.assert_allclose(load_unipen(seven)[0].strokes[0], [[0, 0], [3, 0], [3, 1]])


@pytest.mark.parametrize(("label", "points", "expected"), [
    pytest.param(".", "5 5", [[0, 0]], id="dot"),
    pytest.param("-", "5 5\n25 5", [[0, 0], [1, 0]], id="dash"),
    pytest.param("1-2", "5 5\n25 5", [[0, 0], [1, 0]], id="number-without-height"),
])  # fmt: skip
def test_samples_without_height(seven, label, points, expected):
    seven.write_text(f'.SEGMENT WORD 0 OK "{label}"\n.PEN_DOWN\n{points}\n')
    np.testing.assert_allclose(load_unipen(seven)[0].strokes[0], expected)


def test_points_that_lie_close_are_thinned(seven):
    many = "\n".join(f"0 {y}" for y in range(206))
    seven.write_text(f'.SEGMENT DIGIT 0-1 OK "1"\n.PEN_DOWN\n{many}\n.PEN_DOWN\n0 0\n0 1000\n')
    stroke, _ = load_unipen(seven)[0].strokes
    steps = -np.diff(stroke[:, 1])
    assert (steps[:-1] >= SPACING).all()
    assert steps.max() < SPACING + 0.002
    np.testing.assert_allclose(stroke[[0, -1], 1], [1, 0.795])


def test_strokes_have_a_longest(seven):
    zigzag = "\n".join(f"{100 * (i % 2)} {i}" for i in range(100))
    seven.write_text('.SEGMENT DIGIT 0 OK "1"\n.PEN_DOWN\n' + zigzag)
    (stroke,) = load_unipen(seven)[0].strokes
    assert len(stroke) == LONGEST
    np.testing.assert_allclose(stroke[[0, -1]], [[0, 0.99], [1, 0]], atol=1e-6)


def test_words_are_left_out(seven):
    seven.write_text(SEVEN + '.SEGMENT WORD 0-1 OK "seven"\n')
    assert [sample.label for sample in load_unipen(seven)] == ["7"]


def test_files_of_both_kinds_together(seven, arrays):
    library = load_strokes([str(seven), arrays])
    assert [sample.label for sample in library.samples] == ["7", "1", "t"]
    assert library.writers == ("a", "b", f"{seven.parent.name}/seven")
    np.testing.assert_allclose(library.samples[1].strokes[0], [[0, 0], [0.5, 1]])


def test_a_folder(seven):
    assert len(load_strokes([seven.parent]).samples) == 1


def test_nothing_there(tmp_path):
    with pytest.raises(DataError, match=r"There is no .*none\. Name an \.npz"):
        load_strokes([tmp_path / "none"])


@pytest.mark.parametrize("content", [b"", b"\x1f\x9d\x90 packed", b".PEN_DOWN\n1 2\n"])
def test_nothing_in_it(tmp_path, content):
    (tmp_path / "file.Z").write_bytes(content)
    for path in (tmp_path / "file.Z", tmp_path):
        with pytest.raises(DataError, match="holds no characters or numbers in UNIPEN format"):
            load_strokes([path])


def test_npz_with_something_else(tmp_path):
    np.savez(tmp_path / "images.npz", x_train=np.zeros(3))
    with pytest.raises(DataError, match="holds no pen strokes"):
        load_strokes([tmp_path / "images.npz"])
