"""Programs that are told to end: by Ctrl-C, and by SIGTERM as service managers and containers do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.children import start

ROOT = Path(__file__).parents[2]
BOTH = pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def program(*arguments: object, cwd: Path) -> subprocess.Popen:
    command = [sys.executable, "-u", "-m", "digitrec", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return start(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, **pipes)


def told_to_end(process: subprocess.Popen, kind: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(kind)
    with process:
        out, err = process.communicate()
    return process.returncode, out, err


@BOTH
def test_a_watched_folder(tmp_path, kind):
    (tmp_path / "scans").mkdir()
    (tmp_path / "no.png").write_bytes(b"no")
    command = ("read", "no.png", "--watch", "scans", "--json", "--models", ROOT / "output")
    process = program(*command, cwd=tmp_path)
    assert "no image" in process.stdout.readline()  # from now on it watches
    assert told_to_end(process, kind)[0] == 1  # for the file that could not be read


@BOTH
def test_the_pages(tmp_path, kind):
    pytest.importorskip("gradio")
    process = program("serve", "--models", ROOT / "output", cwd=tmp_path)
    assert "http://127.0.0.1" in process.stdout.readline()
    code, _, err = told_to_end(process, kind)
    assert (code, err.strip()) == (0, "")


@pytest.mark.slow
@BOTH
def test_a_training_keeps_its_best_epoch(tmp_path, kind):
    rng = np.random.default_rng(1)
    labels = np.arange(400) % 10
    inks = np.zeros((400, 28, 28), np.uint8)
    for ink, label in zip(inks, labels, strict=True):
        ink[4:24, 4 + 2 * label : 8 + 2 * label] = rng.integers(200, 255)
    np.savez(tmp_path / "own.npz", x=inks, y=labels)
    process = program(
        "train", "--data", "own.npz", "--epochs", 500, "--workers", 1, "--output", "models", cwd=tmp_path
    )
    while "epoch  1/500" not in (line := process.stdout.readline()):
        assert line, process.stderr.read()
    code, out, err = told_to_end(process, kind)
    assert code == 130
    assert "best_advanced_model.keras" in out
    assert "Go on:" in err
    assert (tmp_path / "models" / "best_advanced_model.tflite").exists()
