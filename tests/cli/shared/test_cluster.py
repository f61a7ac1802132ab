from __future__ import annotations

import socket
from argparse import ArgumentTypeError

import pytest

from digitrec.cli.main import main
from digitrec.cli.shared import cluster as module
from digitrec.cli.shared.cluster import Cluster, cluster_address, result_of
from digitrec.errors import DigitrecError


@pytest.mark.parametrize("text", ["local:2", "tcp://host:8786", "host:8786", "tls://host:1"])
def test_addresses(text):
    assert cluster_address(text) == text


@pytest.mark.parametrize("text", ["local:0", "local:many", "local:", "host", "local:257"])
def test_what_is_no_address(text):
    with pytest.raises(ArgumentTypeError):
        cluster_address(text)


def test_without_dask_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "distributed" else object())
    with pytest.raises(DigitrecError, match=r'needs distributed: pip install "digitrec\[cluster\]"'):
        Cluster("local:2")


def test_a_scheduler_that_does_not_answer_is_one_line(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(module, "ANSWER_WITHIN", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(DigitrecError, match=f"No scheduler answers at tcp://{address}"):
            Cluster(address)


def test_slots_are_the_threads_of_the_workers(scheduler):
    with Cluster(scheduler) as cluster:
        assert cluster.slots() == 1
        assert not cluster.lost
    assert cluster.lost


def test_what_fails_on_a_worker_is_one_line(scheduler):
    with Cluster(scheduler) as cluster:
        assert result_of(cluster.client.submit(int, "7")) == 7
        with pytest.raises(DigitrecError, match=r"A worker failed \(ValueError: .*Install the same"):
            result_of(cluster.client.submit(int, "seven"))
        lost = cluster.client.submit(int, "8")
        lost.cancel()
        with pytest.raises(DigitrecError, match="has lost a task"):
            result_of(lost)


@pytest.mark.parametrize(
    "argv",
    [
        ["--output", "a"],
        ["--parquet", "a"],
        ["--unordered"],
        ["--batch", "3"],
        ["--timeout", "3"],
        ["--cluster", "local:2", "--jobs", "2"],
        ["--cluster", "local:2", "--watch", "."],
        ["--cluster", "nobody"],
        ["--cluster", "local:2", "--timeout", "0"],
    ],
)
def test_flags_that_do_not_go_together(capsys, argv):
    with pytest.raises(SystemExit) as caught:
        main(["read", "a.png", *argv])
    assert caught.value.code == 2
    assert argv[-1] in (out := capsys.readouterr().err) or argv[0] in out
