"""Batches that come back in any order, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.cli.read.on_cluster import dispatch as module
from digitrec.cli.read.on_cluster.batches import batches_of
from digitrec.cli.read.on_cluster.dispatch import AHEAD, HELD, MOST_DEATHS, Dispatch
from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.read.workers import Task
from digitrec.cli.shared.find import Found
from digitrec.errors import DigitrecError, ModelError
from digitrec.files.results import Answer

distributed = pytest.importorskip("distributed")
JOB = Job(Task(Path("output")), Path(), 1.0, "models")
WORKS = [(Found(Path(name), Path(name)), None) for name in "abcdefghijkl"]
LOST, KILLED, FAILED = "cancelled", distributed.KilledWorker("task", None, 3), ModelError("no model")


class FakeFuture:
    """What comes of a batch, once it is told."""

    def __init__(self, files) -> None:
        self.names = [str(found.path) for found, _ in files]

    def add_done_callback(self, callback) -> None:
        self._callback = callback

    def come(self, fate: object = "finished") -> None:
        self.status = fate if isinstance(fate, str) else "error"
        self._fate = fate
        self._callback(self)

    def result(self, **_options) -> list[Answer]:
        return [Answer(Path(name), error="read") for name in self.names]

    def exception(self) -> object:
        return self._fate


class FakeCluster:
    """A cluster of one thread, where batches come back when there is room for no more, the last one first.

    Args:
        fates: of the batches in the order in which they come back; then all are read.
    """

    def __init__(self, fates=()) -> None:
        self.client = self
        self.lost = False
        self.anew = 0
        self.most = 0
        self.fates = list(fates)
        self.sent: list[FakeFuture] = []
        self.asked: list[str] = []

    def slots(self) -> int:
        return 1

    def submit(self, _function, _job, files, **_options) -> FakeFuture:
        self.sent.append(FakeFuture(files))
        self.asked += self.sent[-1].names
        return self.sent[-1]

    def connect_anew(self) -> None:
        self.anew += 1
        self.lost = False
        self.sent.clear()

    def come(self) -> None:
        """A batch comes back."""
        self.most = max(self.most, len(self.sent))
        future = self.sent.pop()
        if future.names == ["a"]:
            self.before_first = len(self.asked)
        future.come(self.fates.pop(0) if self.fates else "finished")


@pytest.fixture
def read(monkeypatch):
    """Reads all, in order or not; gives the names of the files as they came."""

    def read(cluster: FakeCluster, ordered: bool = True) -> str:
        dispatch = Dispatch(cluster, JOB, batches_of(WORKS, 1))
        waiting = dispatch._next
        monkeypatch.setattr(dispatch, "_next", lambda: (cluster.come(), waiting())[1])
        send_again = dispatch._send_again
        monkeypatch.setattr(dispatch, "_send_again", lambda batch: (send_again(batch), cluster.come())[0])
        done = dispatch.in_order() if ordered else dispatch.as_they_come()
        return "".join(str(answer.path) for _, answers in done for answer in answers)

    return read


def test_what_comes_back_last_first_is_put_in_order(read):
    cluster = FakeCluster()
    assert read(cluster) == "abcdefghijkl"
    assert cluster.most == AHEAD


def test_or_is_given_as_it_comes(read):
    came = read(FakeCluster(), ordered=False)
    assert came != "abcdefghijkl"
    assert sorted(came) == list("abcdefghijkl")


def test_few_are_asked_for_while_the_first_one_is_awaited(read):
    """A batch that takes long holds up those behind it, which wait in memory."""
    cluster = FakeCluster()
    read(cluster)
    assert cluster.before_first == HELD


@pytest.mark.parametrize("fates", [[LOST], [KILLED], [LOST, KILLED, LOST], [KILLED] * (MOST_DEATHS - 1)])
def test_what_gets_lost_is_sent_again(read, fates):
    assert read(FakeCluster(fates)) == "abcdefghijkl"


def test_a_batch_that_ends_every_worker_ends_the_run(read):
    with pytest.raises(DigitrecError, match="Workers keep ending while they read b"):
        read(FakeCluster([KILLED] * MOST_DEATHS))


@pytest.mark.parametrize(
    ("fate", "said"),
    [(FAILED, "no model"), (ModuleNotFoundError("no digitrec"), "Error: no digitrec.*Install the same")],
)
def test_a_worker_that_cannot_read_ends_the_run(read, fate, said):
    with pytest.raises(DigitrecError, match=said):
        read(FakeCluster([fate]))


def test_that_there_is_no_worker_is_said_once(monkeypatch, capsys):
    monkeypatch.setattr(module, "LONG", 2)
    cluster = FakeCluster()
    dispatch = Dispatch(cluster, JOB, batches_of(WORKS, 1))
    for slots in (0, 1, 0, 0, 0):
        monkeypatch.setattr(cluster, "slots", lambda slots=slots: slots)
        dispatch._say_who_is_missing()
    assert capsys.readouterr().err == "digitrec: The scheduler has no workers now; waiting for some.\n"


def test_a_scheduler_that_has_gone_is_waited_for(monkeypatch):
    """Nothing comes back, and then all that was under way is sent to the new one."""
    monkeypatch.setattr(module, "LOOK", 0.01)
    cluster = FakeCluster()
    dispatch = Dispatch(cluster, JOB, batches_of(WORKS[:2], 1))
    assert dispatch._fill(0)
    first = cluster.sent[0]
    cluster.lost = True
    monkeypatch.setattr(cluster, "connect_anew", lambda: (FakeCluster.connect_anew(cluster), first.come())[0])
    submit = cluster.submit
    monkeypatch.setattr(cluster, "submit", lambda *args, **options: _at_once(submit(*args, **options)))
    came = [dispatch._next()[0].number for _ in range(2)]
    assert (came, cluster.anew, cluster.asked) == ([0, 1], 1, ["a", "b", "a", "b"])


def _at_once(future: FakeFuture) -> FakeFuture:
    def add(callback) -> None:
        future._callback = callback
        future.come()

    future.add_done_callback = add
    return future
