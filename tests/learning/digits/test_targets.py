from collections import Counter

import numpy as np
import pytest

from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.targets import echoed, with_targets

PLAN = Plan(epochs=9, refine=3, batch_size=4, echo=3)


class Feed:
    """Ten batches of four glyphs an epoch; a glyph holds the number of its epoch and its own."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, epoch: int):
        self.asked.append(epoch)
        for batch in range(10):
            glyphs = np.zeros((4, 28, 28), np.uint8)
            glyphs[:, 14, 14] = 100 + epoch
            glyphs[:, 14, 15] = 100 + 4 * batch + np.arange(4)
            yield glyphs, (4 * batch + np.arange(4)) % 11


def _numbers(batches) -> list[int]:
    return [int(number) for glyphs, _ in batches for number in glyphs.max(axis=(1, 2))]


def _all(batches) -> tuple[np.ndarray, np.ndarray]:
    batches = list(batches)
    return np.concatenate([glyphs for glyphs, _ in batches]), np.concatenate([a for _, a in batches])


def test_epochs_repeat_others_of_their_kind():
    assert [PLAN.made(epoch) for epoch in range(9)] == [
        (0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2), (6, 0), (6, 1), (6, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("epochs", "refine", "echo"), [(1, 0, 3), (3, 1, 3), (27, 9, 1), (60, 20, 4), (7, 7, 2)]
)
def test_no_glyph_is_learned_more_frequently_than_asked(epochs, refine, echo):
    plan = Plan(epochs=epochs, refine=refine, echo=echo)
    made = [plan.made(epoch) for epoch in range(epochs)]
    assert max(Counter(number for number, _ in made).values()) <= echo
    assert len(set(made)) == epochs
    for epoch, (number, times) in enumerate(made):
        assert (times == 0) == (number == epoch)
        assert (number >= epochs - refine) == (epoch >= epochs - refine)


def test_an_echo_holds_the_same_glyphs_in_another_order():
    feed = Feed()
    epochs = echoed(with_targets(feed), PLAN)
    first, echo = list(epochs(0)), list(epochs(2))
    assert feed.asked == [0]
    assert _numbers(echo) != _numbers(first)
    assert sorted(_numbers(echo)) == sorted(_numbers(first))
    assert all(glyphs.shape == (4, 28, 28) and targets.shape == (4, 11) for glyphs, targets in echo)


def test_an_echoed_glyph_keeps_its_answer_and_moves_a_pixel_at_most():
    epochs = echoed(with_targets(Feed()), PLAN)
    list(epochs(0))
    glyphs, targets = _all(epochs(2))
    moved = 0
    for glyph, answer in zip(glyphs, targets, strict=True):
        (row, _), (left, right) = (places.tolist() for places in glyph.nonzero())
        assert abs(row - 14) <= 1
        assert abs(left - 14) <= 1
        assert right == left + 1
        assert answer.argmax() == (int(glyph[row, right]) - 100) % 11
        moved += (row, left) != (14, 14)
    assert 0 < moved < len(glyphs)


def test_what_an_epoch_holds_does_not_depend_on_what_came_before():
    whole, resumed = Feed(), Feed()
    before = echoed(with_targets(whole), PLAN)
    for epoch in range(5):
        expected = _all(before(epoch))
    found = _all(echoed(with_targets(resumed), PLAN)(4))
    assert resumed.asked == [0]
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_without_an_echo_nothing_is_kept():
    feed = Feed()
    epochs = echoed(with_targets(feed), Plan(epochs=3, batch_size=4, echo=1))
    for epoch in range(3):
        list(epochs(epoch))
    assert feed.asked == [0, 1, 2]


def test_a_teacher_targets_for_the_glyphs_and_labels_correct_it():
    said = np.full(11, 0.05, np.float32)
    said[3] = 0.5  # it takes everything for a 3

    def teacher(glyphs):
        assert glyphs.dtype == np.float32
        assert glyphs.max() <= 1
        return np.repeat(said[np.newaxis], len(glyphs), axis=0)

    _, labels = _all(Feed()(0))
    _, targets = _all(with_targets(Feed(), teacher)(0))
    assert targets.shape == (40, 11)
    assert targets.dtype == np.float32
    assert (targets[labels == 3] == said).all()
    seven = said / 2
    seven[7] += 0.5
    assert targets[labels == 7] == pytest.approx(np.repeat(seven[np.newaxis], (labels == 7).sum(), axis=0))
