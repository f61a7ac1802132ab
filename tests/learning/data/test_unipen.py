"""Files in UNIPEN format, made by hand."""

from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data.unipen import Segment, read_unipen

PENDIGITS = """ .INCLUDE not_published.doc
.LEXICON "0" "1"
.HIERARCHY DIGIT
.SEGMENT DIGIT 0 ? "1"
.COMMENT 1 12 224
.PEN_DOWN
   250   300
   251   120
.PEN_UP
.DT 100
.SEGMENT DIGIT 1-2 ? "4"
.COMMENT 4 7 225
.PEN_DOWN
   100   300
   100   200
   200   200
.PEN_UP
.DT 100
.PEN_DOWN
   160   300
   160   100
.PEN_UP
.DT 100
"""

OBSERVED = """.COORD T X P Y
.PEN_UP
0 1 0 1
.PEN_DOWN
1 10 5 20
2 11 5 21
3 12 5 22
.PEN_UP
4 30 0 30
.PEN_DOWN
5 40 5 50
6 41 5 51
"""

STROKES = """.WRITER_ID ada
.PEN_DOWN
0 0
10 0
.PEN_UP
.PEN_DOWN
5 5
.PEN_UP
.WRITER_ID bob
.PEN_DOWN
1 1
2 2
.PEN_UP
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "latin-1")
    return path


def segments(folder: Path, text: str) -> list[Segment]:
    return read_unipen(write(folder / "hands" / "one.dat", text))


def points(segment: Segment) -> list[list[list[float]]]:
    return [stroke.tolist() for stroke in segment.strokes]


def test_pendigits(tmp_path):
    one, four = read_unipen(write(tmp_path / "pendigits-orig.tra", PENDIGITS))
    assert (one.label, one.writer) == ("1", "pendigits-orig.tra/12")
    assert points(one) == [[[250, -300], [251, -120]]]
    assert (four.label, four.writer) == ("4", "pendigits-orig.tra/7")
    assert points(four) == [[[100, -300], [100, -200], [200, -200]], [[160, -300], [160, -100]]]
    assert all(stroke.dtype == np.float32 for stroke in four.strokes)


def test_observed_pens_that_are_up_count_but_are_no_strokes(tmp_path):
    (all_of_it,) = segments(tmp_path, OBSERVED + '.SEGMENT WORD 0-3 OK "10"')
    assert points(all_of_it) == [[[10, -20], [11, -21], [12, -22]], [[40, -50], [41, -51]]]


@pytest.mark.parametrize(("delineation", "strokes"), [
    pytest.param("1", [[10, 11, 12]], id="one"),
    pytest.param("1:1-3:0", [[11, 12], [40]], id="from-point-to-point"),
    pytest.param("1:2", [[12]], id="from-a-point-on"),
    pytest.param("1:1-1:1", [[11]], id="one-point"),
    pytest.param("3,1", [[40, 41], [10, 11, 12]], id="list"),
    pytest.param("3,0-1:0", [[40, 41], [10]], id="list-of-ranges"),
])  # fmt: skip
def test_delineations(tmp_path, delineation, strokes):
    (segment,) = segments(tmp_path, f'{OBSERVED}.SEGMENT CHARACTER {delineation} OK "7"\n')
    assert [stroke[:, 0].tolist() for stroke in segment.strokes] == strokes


@pytest.mark.parametrize("line", [
    pytest.param('.SEGMENT CHARACTER 1 BAD "7"', id="bad-quality"),
    pytest.param('.SEGMENT CHARACTER ? OK "7"', id="nowhere"),
    pytest.param('.SEGMENT CHARACTER 0 OK "7"', id="pen-up-only"),
    pytest.param('.SEGMENT CHARACTER 1:9 OK "7"', id="past-the-last-point"),
    pytest.param('.SEGMENT TEXT 0-3 OK "7 8"', id="too-long"),
    pytest.param(".SEGMENT CHARACTER 1 ?", id="without-label"),
])  # fmt: skip
def test_segments_that_are_left_out(tmp_path, line):
    assert segments(tmp_path, f"{OBSERVED}{line}\n") == []


def test_labels_and_their_escapes(tmp_path):
    lines = [
        r'.SEGMENT CHARACTER 1 OK "\""',
        r'.SEGMENT CHARACTER 1 "\\"',
        '.SEGMENT WORD 1-3\n GOOD\n"12/3"',
    ]
    found = segments(tmp_path, OBSERVED + "\n".join(lines))
    assert [segment.label for segment in found] == ['"', "\\", "12/3"]


def test_resolutions_of_both_directions(tmp_path):
    text = '.X_POINTS_PER_INCH 200\n.Y_POINTS_PER_INCH 400\n.PEN_DOWN\n100 100\n.SEGMENT DIGIT 0 OK "1"'
    assert points(segments(tmp_path, text)[0]) == [[[0.5, -0.25]]]


def test_one_resolution_alone_changes_nothing(tmp_path):
    text = '.X_POINTS_PER_MM 200\n.Y_POINTS_PER_MM ?\n.PEN_DOWN\n100 100\n.SEGMENT DIGIT 0 OK "1"'
    assert points(segments(tmp_path, text)[0]) == [[[100, -100]]]


def test_writers(tmp_path):
    text = '.SEGMENT DIGIT 0 OK "1"\n.SEGMENT DIGIT 2 OK "2"\n' + STROKES
    assert [segment.writer for segment in segments(tmp_path, text)] == ["hands/ada", "hands/bob"]


def test_without_a_writer_every_file_is_one(tmp_path):
    (segment,) = segments(tmp_path, '.PEN_DOWN\n1 2\n.SEGMENT DIGIT 0 OK "1"')
    assert segment.writer == "hands/one"


def test_other_comments_name_no_writer(tmp_path):
    text = '.PEN_DOWN\n1 2\n.SEGMENT DIGIT 0 OK "1"\n.COMMENT 2 12 224\n.COMMENT 1 12'
    assert segments(tmp_path, text)[0].writer == "hands/one"


@pytest.fixture
def train_r01(tmp_path: Path) -> Path:
    """Laid out as UNIPEN's own set: what labels in `data`, what was written in `include`."""
    write(
        tmp_path / "include" / "apb" / "app.doc", ".COORD X Y\n.X_POINTS_PER_INCH 145\n.Y_POINTS_PER_INCH 145"
    )
    write(tmp_path / "include" / "apb" / "data" / "b2" / "p1.dat", STROKES)
    head = ".VERSION 1.0\n.INCLUDE apb/app.doc\n.INCLUDE apb/data/b2/p1.dat\n"
    write(tmp_path / "data" / "1a" / "apb" / "b2" / "p1.dat", head + '.SEGMENT CHARACTER 0-1 ? "4"\n')
    both = '.SEGMENT CHARACTER 0-1 ? "4"\n.SEGMENT CHARACTER 2 ? "b"\n'
    write(tmp_path / "data" / "2" / "apb" / "b2" / "p1.dat", head + both)
    (tmp_path / "picture.bin").write_bytes(bytes(range(256)))
    return tmp_path


def test_folders_and_what_their_files_include(train_r01):
    found = read_unipen(train_r01)
    assert [(segment.label, segment.writer) for segment in found] == [("4", "apb/ada"), ("b", "apb/bob")]
    np.testing.assert_allclose(found[0].strokes[0] * 145, [[0, 0], [10, 0]], atol=1e-4)


def test_one_file_of_a_folder(train_r01, monkeypatch):
    monkeypatch.chdir(train_r01 / "data" / "2" / "apb")
    assert [segment.writer for segment in read_unipen(Path("b2/p1.dat"))] == ["apb/ada", "apb/bob"]


@pytest.mark.parametrize(("text", "message"), [
    pytest.param(
        '.PEN_DOWN\n1 2\n3 x\n.PEN_UP\n.SEGMENT DIGIT 0 OK "1"',
        r"one\.dat, line 3: coordinates are numbers, got '3 x'",
        id="letters-among-numbers",
    ),
    pytest.param(
        '.PEN_DOWN\n\n1 nan\n.SEGMENT DIGIT 0 OK "1"',
        r"line 3: coordinates are numbers, got '1 nan'",
        id="no-number",
    ),
    pytest.param(
        '.COORD X Y T\n.PEN_DOWN\n1 2 0\n3 4\n.SEGMENT DIGIT 0 OK "1"',
        r"line 3: every point has 3 numbers \(X Y T\)",
        id="cut-short",
    ),
    pytest.param(
        '.PEN_DOWN\n1 2\n\n.SEGMENT DIGIT 0-1 OK "1"',
        r"line 4: it names component 1 of 1 from 0 on\. ",
        id="missing-component",
    ),
    pytest.param(
        '.INCLUDE ada/data.dat\n.SEGMENT DIGIT 0 OK "1"',
        r"line 2: it names component 0 of 0 from 0 on; ada/data\.dat not found",
        id="missing-include",
    ),
    pytest.param(
        '.INCLUDE ../one.dat\n.INCLUDE /etc/hostname\n.SEGMENT DIGIT 0 OK "1"',
        r"line 3: .*; \.\./one\.dat and /etc/hostname not found",
        id="include-that-leads-out",
    ),
    pytest.param(".INCLUDE one.dat", r"line 1: one\.dat includes itself", id="includes-itself"),
    pytest.param(
        '.PEN_DOWN\n1 2\n.SEGMENT DIGIT a-b OK "1"',
        r"line 3: a delineation looks like 0-1 or 0:3-1:20, got 'a-b'",
        id="delineation",
    ),
    pytest.param(
        '.PEN_DOWN\n1 2\n.SEGMENT DIGIT "1"',
        r"line 3: expected LEVEL DELINEATION QUALITY \"LABEL\", got 'DIGIT \"1\"'",
        id="segment",
    ),
    pytest.param(".COORD T P\n", r"line 1: \.COORD names X and Y, got 'T P'", id="columns"),
])  # fmt: skip
def test_broken_files_are_named_with_their_line(tmp_path, text, message):
    with pytest.raises(DataError, match=message) as raised:
        segments(tmp_path, text)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith("Fetch it again, or leave it out.")


def test_a_missing_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_unipen(tmp_path / "none.dat")


def test_windows_line_ends(tmp_path):
    path = tmp_path / "one.dat"
    path.write_bytes(PENDIGITS.replace("\n", "\r\n").encode())
    assert [segment.label for segment in read_unipen(path)] == ["1", "4"]
