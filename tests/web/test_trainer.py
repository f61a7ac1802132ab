import json
import sys
import time
import zipfile
from dataclasses import asdict

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError, DigitrecError
from digitrec.learning.loop.progress import BatchDone, DataRead, EpochDone, Finishing
from digitrec.web.limits import Limits
from digitrec.web.trainer import Trainer, TrainingChoices

EPOCHS = [
    EpochDone(epoch, 2, 0.5, 0.8, 0.9, 0.4, 0.7, 0.9, 1, epoch == 1, 1e-3, 2.0, 4.0) for epoch in (1, 2)
]
TOLD = [DataRead(100, 20, 0), BatchDone(1, 2, 5, 10, 0.7, 30.0), *EPOCHS, Finishing(1, False)]
LINES = [{"kind": type(value).__name__, **asdict(value)} for value in TOLD]
TRAINED = {"kind": "Trained", "path": "output/best_advanced_model.keras"}


def trainer(program: str, seen: list | None = None) -> Trainer:
    """A trainer whose trainings are a program of Python."""

    def command(order):
        if seen is not None:
            seen.append(order)
        return [sys.executable, "-c", program]

    choices = TrainingChoices({"advanced": "advanced CNN"}, {"quick": 3}, lambda *_: 4, command)
    return Trainer(choices, Limits())


def telling(*lines: object) -> str:
    return f"import json\nfor line in json.loads({json.dumps(json.dumps(lines))}): print(json.dumps(line))\n"


def ended(one: Trainer):
    """Its status when it has ended; waits for the event, not for a time."""
    one._thread.join(60)
    assert not one.status.running
    return one.status


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_training_is_followed_to_its_model():
    seen = []
    one = trainer(telling(*LINES, TRAINED), seen)
    one.start("advanced", "quick", mnist=True, archive=None)
    status = ended(one)
    assert status.model == "best_advanced_model"
    assert status.epochs == tuple(EPOCHS)
    assert status.share == 1.0
    assert status.failure == ""
    assert "best_advanced_model" in status.doing
    assert [(order.model, order.preset, order.data) for order in seen] == [("advanced", "quick", ("mnist",))]


def test_what_goes_wrong_is_said_in_the_words_of_the_training():
    one = trainer(
        "import sys; print('not json'); print('digitrec: No room there.', file=sys.stderr); sys.exit(1)"
    )
    one.start("advanced", "quick", mnist=True, archive=None)
    assert ended(one).failure == "No room there."


TOLD_TO_END = "from digitrec.processes import end_when_told; end_when_told()\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended hard there")
def test_stopping_is_being_told_to_end_and_keeps_the_best_epoch():
    program = (
        TOLD_TO_END
        + telling(LINES[2])
        + (
            "import sys, time\nsys.stdout.flush()\ntry: time.sleep(60)\n"
            f"except KeyboardInterrupt: print(json.dumps({TRAINED!r})); sys.exit(130)\n"
        )
    )
    one = trainer(program)
    one.start("advanced", "quick", mnist=True, archive=None)
    until(lambda: one.status.epochs)
    with pytest.raises(DigitrecError, match="A training is running"):
        one.start("advanced", "quick", mnist=True, archive=None)
    one.stop()
    assert one.status.doing.startswith("Stopping")
    assert ended(one).model == "best_advanced_model"


@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended hard there")
def test_a_training_ends_with_the_server():
    one = trainer(
        TOLD_TO_END
        + "import time\nprint('{}', flush=True)\ntry: time.sleep(60)\nexcept KeyboardInterrupt: pass\n"
    )
    one.start("advanced", "quick", mnist=True, archive=None)
    until(lambda: one._process is not None)
    one.close()
    assert one._process.poll() is not None


def test_a_zip_file_is_unpacked_for_the_training_and_gone_after_it(tmp_path):
    png = cv2.imencode(".png", np.full((20, 20), 200, np.uint8))[1].tobytes()
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        archive.writestr("7/a.png", png)
    seen = []
    one = trainer("", seen)
    one.start("advanced", "quick", mnist=False, archive=tmp_path / "mine.zip")
    ended(one)
    (folder,) = seen[0].data
    assert folder.endswith("images")
    assert not (tmp_path.parent / folder).exists()


@pytest.mark.parametrize(
    ("model", "preset", "mnist", "said"),
    [
        ("advanced", "quick", False, "nothing to learn from"),
        ("other; rm -rf", "quick", True, "Choose a model"),
        ("advanced", "--epochs=9999", True, "Choose a model"),
    ],
)
def test_what_is_not_on_offer_is_refused(model, preset, mnist, said):
    one = trainer("")
    with pytest.raises(DigitrecError, match=said):
        one.start(model, preset, mnist=mnist, archive=None)
    assert not one.status.running


def test_a_refused_zip_file_leaves_the_way_free(tmp_path):
    (tmp_path / "no.zip").write_bytes(b"no zip")
    one = trainer("")
    with pytest.raises(DataError):
        one.start("advanced", "quick", mnist=True, archive=tmp_path / "no.zip")
    assert not one.status.running
    assert "zip file" in one.status.failure
