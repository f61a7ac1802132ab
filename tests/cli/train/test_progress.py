import io

import pytest

from digitrec.cli.train.plans import TITLES
from digitrec.cli.train.progress import Printer, duration, epoch_line, meaning_lines
from digitrec.learning.loop.progress import BatchDone, DataRead, EpochDone, Finishing, MemberBegun

BATCH = BatchDone(epoch=1, epochs=3, step=5, steps=10, loss=0.5, seconds_left=75)
EPOCH = EpochDone(
    epoch=2, epochs=3, loss=0.25, accuracy=0.9, validation_accuracy=0.9912, validation_loss=0.03,
    rejected=0.98, best_accuracy=0.9912, best_epoch=2, improved=True, learning_rate=1e-3, seconds=61,
    seconds_left=3700,
)  # fmt: skip


@pytest.mark.parametrize("model", TITLES)
def test_it_is_said_what_the_shares_of_an_epoch_mean(model):
    right, refused = meaning_lines(model)
    assert right.split()[0] == "validation"
    assert refused.split()[:2] == ["negatives", "refused"]
    assert max(map(len, (right, refused))) < 120


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_shown_on_a_terminal_only():
    terminal, pipe, lines = Terminal(), io.StringIO(), io.StringIO()
    for live in (terminal, pipe):
        printer = Printer(lines, live)
        printer(BATCH)
        printer(EPOCH)
    assert "5/10" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == ""
    assert lines.getvalue() == 2 * (epoch_line(EPOCH) + "\n")


def test_ctrl_c_is_answered_before_the_model_is_saved():
    live = io.StringIO()
    Printer(io.StringIO(), live)(Finishing(best_epoch=4, interrupted=True))
    assert live.getvalue().startswith("Interrupted: saving epoch 4")


def test_what_was_read_and_what_was_not_is_told():
    lines = io.StringIO()
    Printer(lines, io.StringIO())(DataRead(1000, 20, 0, (("it is empty", 3, "own/3/a.png"),)))
    assert lines.getvalue().splitlines() == [
        "1,000 images to learn from, 20 to choose by, 0 to test with",
        "3 files passed over (the report names all):",
        "  3 because it is empty: own/3/a.png",
    ]


def test_a_member_of_an_ensemble_is_announced():
    lines = io.StringIO()
    printer = Printer(lines, io.StringIO())
    printer(MemberBegun(2, 3, "residual", 7, ready=False))
    printer(MemberBegun(3, 3, "advanced", 8, ready=True))
    assert lines.getvalue() == (
        "member 2 of 3: residual, seed 7\nmember 3 of 3: advanced, seed 8, trained before\n"
    )


def test_an_epoch_line_says_what_matters():
    line = epoch_line(EPOCH)
    for part in ("2/3", "99.12 %", "98.0 %", "1:01 min", "1:01:40 h left", "saved"):
        assert part in line


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59, "59 s"), (61, "1:01 min"), (3723, "1:02:03 h")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text
