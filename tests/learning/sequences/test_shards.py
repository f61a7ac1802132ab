"""From composed lines to batches."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.loop.feed import open_feed
from digitrec.learning.sequences.batches import LineSource
from digitrec.learning.sequences.paper import Pictured, picture
from digitrec.learning.sequences.parts import Composed
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample, _kept, found_on, sample_line, turned
from digitrec.learning.sequences.shards import Shard, batches_of, distorted, samples_of
from digitrec.models.architectures.sequence import character_of
from digitrec.page.normalise_line import LINE_HEIGHT
from tests.fakes import finds_numbers

pytestmark = pytest.mark.usefixtures("found_by_threshold")
PLAN = SequencePlan(epochs=2, shard=12, fresh=1, repeated=1, batch_size=4, validation=6, units=8)


@pytest.fixture
def samples() -> list[Sample]:
    rng = np.random.default_rng(1)
    return [
        Sample(rng.integers(0, 255, (LINE_HEIGHT, int(width)), np.uint8), f"{width % 10}/{width % 10}")
        for width in rng.integers(20, 200, 10)
    ]


def line(ink: np.ndarray) -> Composed:
    return Composed(ink, (ink > 0).astype(np.uint8), "1")


def stroke() -> Composed:
    ink = np.zeros((70, 60), np.uint8)
    ink[5:65, 26:32] = 255
    return line(ink)


def test_lines_are_found_on_paper_again():
    rng = np.random.default_rng(2)
    found = [found_on(picture(rng, stroke()), "1", specks=False) for _ in range(15)]
    assert sum(one is not None for one in found) >= 12
    assert all(one[0].dtype == np.uint8 and one[1] == "1" for one in found if one is not None)


def test_a_line_with_a_lost_digit_is_not_taken():
    page = picture(np.random.default_rng(2), stroke())
    lost = np.zeros_like(page.owners)
    lost[:3, :3] = 1
    assert found_on(replace(page, owners=lost), "1", specks=False) is None


def with_a_sign(kept: bool) -> Pictured:
    """A 1 and a dash on plain paper, the dash with ink or without."""
    ink, owners = np.zeros((70, 120), np.uint8), np.zeros((70, 120), np.uint8)
    ink[5:65, 20:26], owners[5:65, 20:26] = 255, 1
    owners[32:38, 40:70] = 2
    if kept:
        ink[32:38, 40:70] = 255
    ink[5:65, 84:90], owners[5:65, 84:90] = 255, 3
    return Pictured(255 - ink, owners, 60.0)


@pytest.mark.parametrize(("kept", "text"), [(True, "1-1"), (False, "11")])
def test_of_signs_only_those_that_are_found_are_to_be_read(kept, text):
    assert found_on(with_a_sign(kept), "1-1", specks=True)[1] == text


@pytest.mark.parametrize(
    ("shares", "text"),
    [
        pytest.param([1.0, 0.9, 1.0], "1-1", id="found"),
        pytest.param([1.0, 0.1, 1.0], "11", id="lost"),
        pytest.param([1.0, 0.35, 1.0], None, id="found-in-part"),
        pytest.param([0.4, 1.0, 1.0], None, id="a-digit-in-part"),
        pytest.param([0.9], "1-1", id="written-whole"),
    ],
)
def test_what_is_kept_of_a_text(shares, text):
    assert _kept("1-1", np.array(shares)) == text


def test_turning_keeps_the_ink():
    rng = np.random.default_rng(1)
    for _ in range(10):
        bent = turned(rng, stroke())
        assert bent.ink.mean() * bent.ink.size == pytest.approx(255 * 60 * 6, rel=0.1)
        assert np.count_nonzero(bent.owners) == pytest.approx(60 * 6, rel=0.1)


def test_samples_fit_the_model(sources):
    rng = np.random.default_rng(1)
    for _ in range(10):
        sample = sample_line(rng, sources)
        assert sample.image.shape[0] == LINE_HEIGHT
        assert sample.image.dtype == np.uint8
        assert 2 * len(sample.text) <= sample.image.shape[1] / 2


def test_a_shard_is_made_once(sources, tmp_path: Path):
    shard = Shard(tmp_path, seed=1, number=3, lines=5)
    made = samples_of(shard, sources)
    assert shard.path.exists()
    read = samples_of(shard, None)  # nothing is left to make
    assert [sample.text for sample in read] == [sample.text for sample in made]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(read, made, strict=True))


def test_a_broken_shard_is_made_again(sources, tmp_path: Path):
    shard = Shard(tmp_path, seed=1, number=0, lines=3)
    shard.path.write_bytes(b"broken")
    assert len(samples_of(shard, sources)) == 3


def test_batches_hold_lines_and_classes(samples):
    seen = []
    for lines, classes in batches_of(samples, 4, None):
        assert lines.shape[2] % 32 == 0
        for image, row in zip(lines, classes, strict=True):
            text = "".join(character_of(label) for label in row if label)
            sample = next(
                s for s in samples if s.text == text and np.array_equal(s.image, image[:, : s.image.shape[1]])
            )
            assert not image[:, sample.image.shape[1] :].any()
            seen.append(text)
    assert sorted(seen) == sorted(sample.text for sample in samples)


def test_training_batches_are_whole_and_of_like_width(samples):
    batches = list(batches_of(samples * 10, 8, np.random.default_rng(1)))
    assert [len(lines) for lines, _ in batches] == [8] * 12
    assert len({lines.shape[2] for lines, _ in batches}) > 2


def test_distortion_changes_a_line_a_little(sources):
    rng = np.random.default_rng(6)
    image = next(s.image for s in (sample_line(rng, sources) for _ in range(20)) if s.text)
    bent = [distorted(image, rng) for _ in range(8)]
    assert len({one.shape[1] for one in bent}) > 1
    assert all(one.dtype == np.uint8 and 0.5 < one.mean() / image.mean() < 1.7 for one in bent)


def test_an_epoch_has_its_new_shards_and_older_ones():
    plan = SequencePlan(fresh=4, repeated=6)
    for epoch in (0, 3):
        order = plan.shards(epoch)
        assert len(order) == 10
        assert order == plan.shards(epoch)
        assert set(range(4 * epoch, 4 * epoch + 4)) <= set(order)
        assert max(order) == 4 * epoch + 3
        for place, number in enumerate(order):  # nothing is repeated before it was made
            assert number in order[:place] or number < 4 * epoch or number == max(order[: place + 1])
    assert SequencePlan.from_dict(plan.to_dict()) == plan


@pytest.mark.parametrize("changes", [{"epochs": 0}, {"shard": 10}, {"repeated": -1}, {"learning_rate": 0.0}])
def test_plans_that_cannot_be_are_refused(changes):
    with pytest.raises(ValueError, match=r"SequencePlan|Rates"):
        replace(SequencePlan(), **changes)


@pytest.fixture
def as_in_a_process_of_its_own(found_by_threshold, monkeypatch):
    """The networks that ship: a stand-in stays in this process. OpenCV rounds by the number of threads."""
    monkeypatch.undo()
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(threads)


@finds_numbers
@pytest.mark.usefixtures("as_in_a_process_of_its_own")
def test_lines_do_not_depend_on_the_number_of_processes(digits: Images, tmp_path: Path):
    epochs = []
    for workers in (0, 1):
        source = LineSource(digits, PLAN, tmp_path / str(workers))
        with open_feed(source, workers) as feed:
            epochs.append(list(feed(0)))
    assert len(epochs[0]) == len(epochs[1]) == PLAN.steps
    for (lines, classes), (other_lines, other_classes) in zip(*epochs, strict=True):
        assert lines.shape == other_lines.shape
        assert np.array_equal(lines, other_lines)
        assert np.array_equal(classes, other_classes)
