import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.digits.batches import open_feed, steps_per_epoch
from digitrec.learning.digits.sampler import GlyphSource, Sampling
from tests.children import start


@pytest.fixture
def source(digits: Images) -> GlyphSource:
    return GlyphSource(digits.take(np.arange(100)), Sampling(rendered=0.1, negatives=0.1), seed=1)


def test_an_epoch_comes_in_whole_batches(source: GlyphSource):
    with open_feed(source, 16, workers=0) as feed:
        batches = list(feed(0))
    assert len(batches) == steps_per_epoch(source, 16) == 7
    assert all(glyphs.shape == (16, 28, 28) and labels.shape == (16,) for glyphs, labels in batches)


def test_another_process_makes_the_same_batches(source: GlyphSource):
    with open_feed(source, 32, workers=0) as here, open_feed(source, 32, workers=1) as there:
        for epoch in range(2):
            pairs = list(zip(here(epoch), there(epoch), strict=True))
            assert len(pairs) == 3
            assert all(np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1]) for a, b in pairs)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_processes_that_make_images_end_with_their_parent(tmp_path, how):
    """The worker inherits standard output, so that closes when the last of the two processes has ended."""
    script = tmp_path / "train.py"
    script.write_text(
        textwrap.dedent(
            """
            import multiprocessing, time
            import numpy as np
            from digitrec.learning.data.dataset import Images
            from digitrec.learning.digits.batches import open_feed
            from digitrec.learning.digits.sampler import Sampling, GlyphSource

            if __name__ == "__main__":
                inks = np.full((64, 28, 28), 255, np.uint8)
                source = GlyphSource(Images(inks, np.zeros(64, np.int64)), Sampling(0.0, 0.0), seed=1)
                with open_feed(source, 16) as feed:
                    next(feed(0))
                    print(len(multiprocessing.active_children()), flush=True)
                    time.sleep(60)
            """
        ),
        encoding="utf-8",
    )
    with start([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "1\n"
        parent.send_signal(how)
        parent.communicate(timeout=20)
    assert parent.returncode == -how
