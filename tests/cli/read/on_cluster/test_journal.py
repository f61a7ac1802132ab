from __future__ import annotations

import sys

import pytest

from digitrec.cli.read.on_cluster.journal import Entry, Journal
from digitrec.errors import DigitrecError

RUN = {"job": "a", "outputs": ["csv"]}
FIRST = Entry("one", ("a.png", "caf\udce9.png"), {"csv": 40}, read=2)
SECOND = Entry("two", ("c.png",), {"csv": 60}, failed=1)


@pytest.fixture
def path(tmp_path):
    """A journal of two batches."""
    journal = Journal(tmp_path / "numbers.csv.journal", RUN)
    journal.add(FIRST)
    journal.add(SECOND)
    journal.close()
    return tmp_path / "numbers.csv.journal"


def test_what_was_noted_is_read_again(path):
    journal = Journal(path, RUN)
    assert list(journal.entries()) == [FIRST, SECOND]
    journal.close()


@pytest.mark.parametrize("lost", [1, 20, "all"])
def test_a_line_that_was_being_written_does_not_count(path, lost):
    whole = path.read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])
    path.write_bytes(whole[: -(last - 1 if lost == "all" else lost)])
    journal = Journal(path, RUN)
    assert list(journal.entries()) == [FIRST]
    journal.add(SECOND)
    assert path.read_bytes() == whole
    journal.close()


def test_a_head_that_was_being_written_is_written_again(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:9])
    Journal(path, RUN).close()
    assert path.read_bytes() == whole.splitlines(keepends=True)[0]


def test_the_journal_of_another_run_is_refused_and_kept(path):
    whole = path.read_bytes()
    with pytest.raises(DigitrecError, match="other options, outputs or models"):
        Journal(path, {**RUN, "job": "b"})
    assert path.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_two_runs_do_not_write_the_same(path):
    journal = Journal(path, RUN)
    with pytest.raises(DigitrecError, match="Another run"):
        Journal(path, RUN)
    journal.close()
    Journal(path, RUN).close()
