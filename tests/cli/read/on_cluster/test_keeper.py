"""The keeper with small programs in the place of the process that reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.read.on_cluster.keeper import CRASHED, Keeper
from digitrec.cli.read.workers import Task
from digitrec.cli.shared.find import Found
from digitrec.errors import ModelError

FOUND = Found(Path("a.png"), Path("a.png"))
HEAD = """
import os, pathlib, pickle, sys, time
from digitrec.errors import ModelError
from digitrec.files.results import Answer
def say(value):
    pickle.dump(value, sys.stdout.buffer); sys.stdout.flush()
times = pathlib.Path(sys.argv[1])
pickle.load(sys.stdin.buffer)
"""
SERVE = """
say(None)
while True:
    found, _ = pickle.load(sys.stdin.buffer)
    tries = int(times.read_text()) if times.exists() else 0
    times.write_text(str(tries + 1))
"""


def keeper(program: str, place: Path, seconds: float = 60.0) -> Keeper:
    job = Job(Task(Path("output")), place, seconds, "models")
    return Keeper(job, (sys.executable, "-c", HEAD + program, str(place / "tries")))


@pytest.mark.parametrize(
    ("lines", "seconds", "pages", "errors"),
    [
        pytest.param(["say(Answer('a', error='b'))", "say(None)"], 60, [0], ["b"], id="well"),
        pytest.param(
            ["if tries == 0: os.abort()", "say(Answer('a', error='b'))", "say(None)"], 60, [0], ["b"],
            id="a-crash-that-is-not-the-file's",
        ),
        pytest.param(["os.abort()"], 60, [0], [CRASHED], id="crash"),
        pytest.param(
            ["say(Answer('a', error='b', page=1))", "time.sleep(60)"], 1, [1, 2],
            ["b", "it took longer than 1 s (--timeout)"], id="hangs-at-the-second-page",
        ),
    ],
)  # fmt: skip
def test_a_file_is_answered_whatever_it_does(tmp_path, lines, seconds, pages, errors):
    kept = keeper(SERVE + "".join(f"    {line}\n" for line in lines), tmp_path, seconds)
    answers = kept.read(FOUND, None)
    kept.close()
    assert [answer.page for answer in answers] == pages
    assert [answer.error for answer in answers] == errors


@pytest.mark.parametrize(
    ("program", "said"),
    [("say(ModelError('no models'))", "no models"), ("os._exit(3)", "before its models were loaded")],
)
def test_a_process_that_cannot_read_is_an_error_of_the_run(tmp_path, program, said):
    kept = keeper(program, tmp_path)
    with pytest.raises(Exception, match=said) as caught:
        kept.read(FOUND, None)
    kept.close()
    assert isinstance(caught.value, ModelError if said == "no models" else Exception)
