from __future__ import annotations

from pathlib import Path

from digitrec.cli.read.on_cluster.batches import Batch, Done, batches_of
from digitrec.cli.shared.find import Found


def works(*names: str):
    return [(Found(Path(name), Path(name)), None) for name in names]


def names_of(files) -> list[str]:
    return [str(found.name) for found, _ in files]


def test_batches_hold_every_file_once_in_order():
    batches = list(batches_of(works(*"abcdefg"), 3))
    assert [batch.number for batch in batches] == [0, 1, 2]
    assert [batch.names for batch in batches] == [list("abc"), list("def"), ["g"]]


def test_only_a_batch_is_asked_for_ahead():
    asked = []
    next(batches_of((asked.append(work) or work for work in works(*"abcdef")), 2))
    assert names_of(asked) == ["a", "b"]


def test_what_is_done_is_left_out_as_often_as_it_was_done():
    done = Done(["b"])
    done.add(["c", "c"])
    assert names_of(done.left(works(*"abcdbc", "c"))) == ["a", "d", "b", "c"]


def test_an_identity_tells_files_order_and_job():
    first, second = (Batch(number, tuple(works("a", "b"))) for number in (0, 7))
    assert first.identity("job") == second.identity("job")
    others = Batch(0, tuple(works("b", "a"))), Batch(0, tuple(works("a b")))
    assert (
        len({first.identity("job"), first.identity("other"), *(one.identity("job") for one in others)}) == 4
    )
