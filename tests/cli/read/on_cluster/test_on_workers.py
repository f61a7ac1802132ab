"""Whole runs on real workers, which are killed, hang, crash, and lose their scheduler and their disk."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.cli.main import main
from tests.children import start

ROOT = Path(__file__).parents[4]
MODELS = ["--models", str(ROOT / "output")]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and named pipes of POSIX")


def png(shade: int = 255) -> bytes:
    return cv2.imencode(".png", np.full((40, 80), shade, np.uint8))[1].tobytes()


@pytest.fixture
def scans(tmp_path, monkeypatch, workers):
    """Ten files in the folder that the test runs in, one of them broken."""
    (tmp_path / "scans").mkdir()
    for number in range(9):
        (tmp_path / "scans" / f"{number}.png").write_bytes(png(255 - number))
    (tmp_path / "scans" / "broken.png").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scans"


def run(*words: object) -> int:
    return main(["read", *map(str, words), *MODELS, "--quiet"])


def files_of(text: str) -> list[str]:
    return [json.loads(line)["file"] for line in text.splitlines()]


def test_the_same_bytes_as_in_one_process(scans, scheduler, capfd):
    assert run("scans", ROOT / "docs/examples/touching.png", "--json", "--csv", "one.csv") == 1
    alone = capfd.readouterr()
    there = ("--cluster", scheduler, "--batch", 3)
    assert run("scans", ROOT / "docs/examples/touching.png", "--json", *there) == 1
    assert capfd.readouterr() == alone
    names = ("scans", f"file://{ROOT}/docs/examples/touching.png")
    outputs = ("--json", "--output", "two.json", "--csv", "two.csv", "--parquet", "parts", "--unordered")
    assert run(*names, *outputs, *there) == 1
    written = Path("two.json").read_text(encoding="utf-8").replace("file://", "")
    assert sorted(written.splitlines()) == sorted(alone.out.splitlines())
    table = Path("two.csv").read_text(encoding="utf-8").replace("file://", "")
    assert sorted(table.splitlines()) == sorted(Path("one.csv").read_text(encoding="utf-8").splitlines())
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table("parts").to_pylist()
    assert len(list(Path("parts").iterdir())) == 4
    assert sorted(row["file"] for row in rows) == sorted(files_of(Path("two.json").read_text("utf-8")))
    assert [row["error"] is not None for row in rows].count(True) == 1


def test_files_that_crash_or_hang_are_errors_of_their_own(scans, scheduler, capfd):
    (scans / "crash.png").write_bytes(png())
    os.mkfifo(scans / "hang.png")
    assert run("scans", "--cluster", scheduler, "--batch", 6, "--timeout", 3) == 1
    out, err = capfd.readouterr()
    assert out == ""
    said = {line.split(": ")[1]: line.split(": ")[2] for line in err.splitlines()}
    assert set(said) == {"scans/broken.png", "scans/crash.png", "scans/hang.png"}
    assert "crashed" in said["scans/crash.png"]
    assert "longer than 3 s" in said["scans/hang.png"]


@contextmanager
def stopped_at(pipe: Path, running: threading.Thread | subprocess.Popen) -> Iterator[None]:
    """Waits until a run reads a file that is a pipe, and hangs; the next attempt finds an image there."""
    while True:
        try:
            end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:  # nobody reads it yet
            if isinstance(running, threading.Thread):
                running.join(0.05)
                assert running.is_alive()
            else:
                assert running.poll() is None
    (pipe.parent.parent / "image.png").write_bytes(png())
    (pipe.parent.parent / "image.png").replace(pipe)
    yield
    os.close(end)


def in_a_thread(*words: object) -> tuple[threading.Thread, list[int]]:
    """A run, and a list that gets its exit code."""
    codes = []
    running = threading.Thread(target=lambda: codes.append(run(*words)))
    running.start()
    return running, codes


def files_of_table(name: str) -> list[str]:
    return [row.partition(",")[0] for row in Path(name).read_text(encoding="utf-8").splitlines()[1:]]


def test_a_worker_that_is_killed_in_a_batch_costs_nothing(scans, scheduler, workers):
    os.mkfifo(scans / "pipe.png")
    running, codes = in_a_thread("scans", "--cluster", scheduler, "--batch", 4, "--csv", "numbers.csv")
    with stopped_at(scans / "pipe.png", running):
        for pid in [nanny.pid for nanny in workers.workers.values()]:
            os.kill(pid, signal.SIGKILL)
    running.join()
    assert codes == [1]
    assert files_of_table("numbers.csv") == sorted(map(str, Path("scans").iterdir()))


def test_a_run_that_is_killed_goes_on(scans, scheduler, capfd):
    assert run("scans", "--json") == 1
    alone = capfd.readouterr().out
    os.mkfifo(scans / "8a.png")
    words = ["read", "scans", "--json", "--output", "all.json", "--cluster", scheduler, "--batch", "1"]
    command = [sys.executable, "-m", "digitrec", *words, *MODELS, "--timeout", "2"]
    child = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    with stopped_at(scans / "8a.png", child):
        child.kill()
        child.wait()
    (scans / "8a.png").unlink()
    with Path("all.json").open("a", encoding="utf-8") as file:
        file.write('{"schema": 1, "file": "scans/8')  # as if it was killed while it wrote
    noted = Path("all.json.journal").read_text(encoding="utf-8").splitlines()
    assert len(noted) > 1
    assert run(*words[1:]) == 1
    assert Path("all.json").read_text(encoding="utf-8") == alone
    assert Path("all.json.journal").read_text(encoding="utf-8").splitlines()[: len(noted)] == noted
    capfd.readouterr()
    assert main([*words, *MODELS]) == 1  # nothing is left to do; what failed before still counts
    assert capfd.readouterr().err.startswith("9 read, 1 failed\n")
    assert Path("all.json").read_text(encoding="utf-8") == alone


def test_a_full_disk_is_one_line_and_what_was_written_counts(scans, scheduler, capfd):
    assert run("scans", "--json") == 1
    alone = capfd.readouterr().out
    words = ("scans", "--json", "--output", "all.json", "--cluster", scheduler, "--batch", 2)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(alone) // 2, limits[1]))
    try:
        assert run(*words) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    *_, last = capfd.readouterr().err.splitlines()
    assert "all.json cannot be written" in last
    assert "to go on" in last
    assert run(*words) == 1
    assert Path("all.json").read_text(encoding="utf-8") == alone


def test_other_models_on_a_worker_are_refused(scans, scheduler, capfd, monkeypatch):
    monkeypatch.setattr("digitrec.cli.read.on_cluster.run.models_of", lambda _: "others")
    assert run("scans", "--cluster", scheduler) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "others than those of the machine that asks" in err


def test_ctrl_c_ends_workers_of_this_machine_and_is_one_line(scans):
    """The terminal sends it to the whole group of processes."""
    os.mkfifo(scans / "8a.png")
    words = ["read", "scans", "--csv", "all.csv", "--cluster", "local:1", "--batch", "1", *MODELS]
    child = start(
        [sys.executable, "-m", "digitrec", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with stopped_at(scans / "8a.png", child):
        os.killpg(child.pid, signal.SIGINT)
        _, err = child.communicate()
    assert child.returncode == 130
    assert err == "digitrec: What was read is kept. Run the same command again to go on.\n"


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "memory_limit": 0}
    with LocalCluster(n_workers=1, scheduler_port=int(sys.argv[1]), **options) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def own_cluster(tmp_path):
    """Starts a scheduler with a worker in a process of its own, at a port, 0 = any; kills it in the end."""
    (tmp_path / "cluster.py").write_text(CLUSTER, encoding="utf-8")
    started = []

    def start(port: int) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, str(tmp_path / "cluster.py"), str(port)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, **pipes)
        started.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        with process:
            pass


def test_a_scheduler_that_is_started_anew_is_found_again(scans, own_cluster):
    os.mkfifo(scans / "pipe.png")
    killed, address = own_cluster(0)
    running, codes = in_a_thread("scans", "--cluster", address, "--batch", 4, "--csv", "numbers.csv")
    with stopped_at(scans / "pipe.png", running):
        killed.kill()
        own_cluster(int(address.rpartition(":")[2]))
    running.join()
    assert codes == [1]
    assert files_of_table("numbers.csv") == sorted(map(str, Path("scans").iterdir()))
