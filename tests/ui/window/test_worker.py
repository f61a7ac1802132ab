import threading

import pytest

from digitrec.errors import DigitrecError
from digitrec.ui.window.events import Failed, Saved
from digitrec.ui.window.worker import Worker


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    assert worker.end(10)


def test_jobs_are_done_in_order_and_answered(worker):
    for name in "abc":
        worker.submit(lambda name=name: Saved(name))

    assert worker.wait(10)
    assert worker.poll() == [Saved("a"), Saved("b"), Saved("c")]
    assert worker.poll() == []


def test_the_newest_job_of_a_kind_wins_and_others_stay(worker):
    go, started = threading.Event(), threading.Event()

    def blocked():
        started.set()
        go.wait(10)
        return Saved("first")

    worker.submit(blocked)
    assert started.wait(10)
    worker.submit(lambda: Saved("old"), "read")
    worker.submit(lambda: Saved("kept"))
    worker.submit(lambda: Saved("new"), "read")
    assert not worker.wait(0)
    go.set()

    assert worker.wait(10)
    assert worker.poll() == [Saved("first"), Saved("new"), Saved("kept")]


def test_trouble_is_an_answer_and_the_worker_goes_on(worker):
    def fail():
        raise DigitrecError("Disk full.")

    worker.submit(fail)
    worker.submit(lambda: Saved("x"))

    assert worker.wait(10)
    assert worker.poll() == [Failed("Disk full."), Saved("x")]


def test_a_fault_of_the_program_is_raised_where_it_is_seen(worker):
    worker.submit(lambda: [][1])
    assert worker.wait(10)

    with pytest.raises(IndexError):
        worker.poll()


def test_ending_does_not_wait_for_a_long_job():
    worker, go, started = Worker(), threading.Event(), threading.Event()
    worker.submit(lambda: Saved(f"{started.set()} {go.wait(10)}"))
    assert started.wait(10)

    assert not worker.end(0.01)

    go.set()
    assert worker.end(10)


def test_an_answer_is_news():
    wake_up = threading.Event()
    worker = Worker(wake_up)
    worker.submit(lambda: Saved("a"))

    assert wake_up.wait(10)
    assert worker.poll() == [Saved("a")]
    assert worker.end(10)
