import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import pytest

from digitrec.processes import begin_worker

POOL = """
    import os, signal, time
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context
    from digitrec.processes import begin_worker

    if __name__ == "__main__":
        pool = ProcessPoolExecutor(1, get_context("spawn"), begin_worker)
        print(pool.submit(os.getpid).result(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def _state():
    return cv2.getNumThreads(), signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_worker_has_one_thread_and_leaves_ctrl_c_to_its_parent():
    with ProcessPoolExecutor(1, get_context("spawn"), begin_worker) as pool:
        assert pool.submit(_state).result() == (1, True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_worker_ends_when_its_parent_is_killed(tmp_path):
    script = tmp_path / "pool.py"
    script.write_text(textwrap.dedent(POOL))

    # The output is at its end only when the last process that holds it, the worker, has ended.
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, timeout=60, check=False)

    assert ran.returncode == -signal.SIGKILL
    assert ran.stdout.strip().isdigit(), "the worker was at work"
