"""Trainings on real workers, with a small program in the place of the process that trains."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from digitrec.cli.shared.cluster import Cluster
from digitrec.cli.train import command
from digitrec.cli.train.on_cluster import members as module
from digitrec.cli.train.on_cluster import process
from digitrec.cli.train.on_cluster.members import shares_of, train_on_cluster
from digitrec.cli.train.on_cluster.order import Order
from digitrec.errors import DigitrecError
from digitrec.learning.digits.members import member_request, members_folder, seed_plans
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.request import Request
from digitrec.learning.digits.train import state_path
from digitrec.learning.loop.checkpoint import Checkpoint, write_checkpoint
from digitrec.learning.loop.progress import EpochDone, Finishing, MemberEpoch
from digitrec.models.store import StoredModel

EPOCH = EpochDone(1, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, True, 0.1, 1.0, 1.0)

PROGRAM = """
import os, pickle, sys
from digitrec.errors import DigitrecError
from digitrec.learning.loop.progress import EpochDone
from digitrec.processes import end_when_told
end_when_told()
order = pickle.load(sys.stdin.buffer)
def say(value):
    pickle.dump(value, sys.stdout.buffer); sys.stdout.flush()
name = order.request.name
say(EpochDone(1, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, True, 0.1, 1.0, 1.0))
"""
FILES = "say({name + ending: name.encode() for ending in ('.json', '.tflite', '.keras')})"
WAIT = """
try:
    sys.stdin.buffer.read()
except KeyboardInterrupt:
    say(None)
"""


@pytest.fixture
def trains(monkeypatch):
    """Makes workers run this after the first epoch."""

    def trains(lines: str) -> None:
        monkeypatch.setattr(module, "COMMAND", (sys.executable, "-c", PROGRAM + lines))

    return trains


def requests(output: Path, count: int) -> list[Request]:
    request = Request(Plan(epochs=2), output)
    return [member_request(request, plan) for plan in seed_plans(request.plan, count)]


def test_members_come_back_and_tell_of_their_epochs(tmp_path, scheduler, trains):
    trains(FILES)
    seen = []
    with Cluster(scheduler) as cluster:
        assert train_on_cluster(cluster, requests(tmp_path / "out", 3), seen.append)
    names = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out/members").iterdir()}
    assert names == {f"advanced_{n}{end}": f"advanced_{n}" for n in (1, 2, 3) for end in module.ENDINGS}
    assert {type(told) for told in seen} <= {MemberEpoch}  # a message may come after the model
    assert {told.done.epoch for told in seen} <= {1}


def test_what_was_trained_on_the_same_disk_is_not_written_again(tmp_path, scheduler, trains):
    trains(FILES)
    kept = tmp_path / "members" / "advanced_1.keras"
    kept.parent.mkdir()
    kept.write_bytes(b"advanced_1")
    before = kept.stat().st_ino
    with Cluster(scheduler) as cluster:
        assert train_on_cluster(cluster, requests(tmp_path, 1), lambda _: None)
    assert kept.stat().st_ino == before


@pytest.mark.parametrize(
    ("lines", "said"),
    [("say(DigitrecError('node: no data'))", "node: no data"), ("os._exit(1)", "advanced_1 has ended")],
)
def test_a_training_that_fails_is_one_line(tmp_path, scheduler, trains, lines, said):
    trains(lines)
    with Cluster(scheduler) as cluster, pytest.raises(DigitrecError, match=said):
        train_on_cluster(cluster, requests(tmp_path, 1), lambda _: None)


def test_ctrl_c_ends_the_trainings_and_keeps_what_is_there(tmp_path, scheduler, trains, monkeypatch):
    """The worker trains when it comes: the first epoch was told of."""
    import distributed

    trains(WAIT)
    begun = threading.Event()

    def interrupted(*_args, **_options):
        assert begun.wait(60)
        raise KeyboardInterrupt

    monkeypatch.setattr(distributed, "as_completed", interrupted)
    with Cluster(scheduler) as cluster:
        assert not train_on_cluster(cluster, requests(tmp_path, 1), lambda _: begun.set())
        left = cluster.client.run(children_left)
    assert set(left.values()) == {0}
    assert not (tmp_path / "members").exists()


def children_left() -> int:
    return sum(map(len, module._children.values()))


def test_hosts_share_their_cores():
    threads = {"tcp://10.0.0.1:4000": 1, "tcp://10.0.0.1:4001": 2, "tls://[::1]:5": 1}
    assert shares_of(threads) == {"10.0.0.1": 3, "::1": 1}


@pytest.mark.parametrize(
    "argv", [["--model", "finder"], ["--model", "advanced", "--resume"], ["--model", "student"]]
)
def test_what_workers_do_not_train(capsys, argv):
    with pytest.raises(SystemExit):
        command.main([*argv, "--cluster", "local:2"])
    assert "--cluster trains advanced" in capsys.readouterr().err


@pytest.fixture
def order(tmp_path, monkeypatch):
    """An order from a folder of its own."""
    (tmp_path / "asked").mkdir()
    monkeypatch.chdir(tmp_path)
    (request,) = requests(tmp_path / "out", 1)
    return Order(request, tmp_path / "asked", "run")


def begin(plan: Plan, output: Path) -> None:
    """A training that was interrupted after an epoch."""
    path = state_path(members_folder(output), "advanced_1")
    path.parent.mkdir(parents=True)
    write_checkpoint(Checkpoint({"plan": plan.to_dict()}, (), (), ()), path)


@pytest.mark.parametrize(
    ("begun", "goes_on"), [(None, False), (Plan(epochs=2), True), (Plan(epochs=3), False)]
)
def test_a_worker_goes_on_with_the_state_of_the_same_plan(order, monkeypatch, begun, goes_on):
    if begun is not None:
        begin(begun, order.request.output)
    asked = []

    def train(request, data, watch):
        asked.append((request.resume, data, Path.cwd()))
        watch(Finishing(1, interrupted=False))
        watch(EPOCH)

    monkeypatch.setattr(process, "train_member", train)
    monkeypatch.setattr(process, "load_training_data", lambda request, _watch: request.data)
    told = []
    assert process.trained_files(order, told.append) is None
    assert asked == [(goes_on, ("mnist",), order.folder)]
    assert told == [EPOCH]


def test_a_worker_that_cannot_write_there_keeps_it_in_its_own_folder(order, tmp_path, monkeypatch):
    (tmp_path / "out").write_text("no folder", encoding="utf-8")
    own = tmp_path / "own" / "members"
    own.mkdir(parents=True)
    for ending in (".keras", ".json"):
        (own / f"advanced_1{ending}").write_bytes(ending.encode())
    monkeypatch.setattr(process, "user_folder", lambda: tmp_path / "own")
    monkeypatch.setattr(
        process,
        "trained_before",
        lambda request: StoredModel(members_folder(request.output) / f"{request.name}.keras", "digest"),
    )
    files = process.trained_files(order, print)
    assert files == {"advanced_1.json": b".json", "advanced_1.keras": b".keras"}
