import numpy as np
import pytest

from digitrec.learning.evaluation.metrics import (
    Predictions,
    confusion,
    precision_and_recall,
    reject_curve,
    reliability,
)


def predictions(labels: list[int], read: list[int], confidence: list[float]) -> Predictions:
    probabilities = np.zeros((len(labels), 11), np.float32)
    for row, (answer, sure) in enumerate(zip(read, confidence, strict=True)):
        probabilities[row] = (1 - sure) / 10
        probabilities[row, answer] = sure
    return Predictions("test", np.zeros((len(labels), 28, 28), np.float32), np.array(labels), probabilities)


TOLD = predictions([0, 0, 1, 2, 2, 3], [0, 1, 1, 2, 10, 2], [0.9, 0.6, 0.9, 0.95, 0.5, 0.8])


def test_confusions_are_counted_and_refusals_are_a_column():
    table = confusion(TOLD)
    assert table.sum() == 6
    assert (table[0, 0], table[0, 1], table[2, 10], table[3, 2]) == (1, 1, 1, 1)


def test_precision_and_recall_of_a_digit():
    precision, recall = precision_and_recall(confusion(TOLD))
    assert precision[:3].tolist() == [1.0, 0.5, 0.5]
    assert recall[:4].tolist() == [0.5, 1.0, 0.5, 0.0]
    assert np.isnan(precision[3])
    assert np.isnan(recall[9])


def test_the_surest_mistakes_come_first():
    assert TOLD.misread().tolist() == [5, 1, 4]
    assert TOLD.accuracy == 0.5
    assert TOLD.refused == pytest.approx(1 / 6)


def test_bins_hold_all_answers():
    bins = reliability(TOLD, bins=10)
    assert [one.count for one in bins] == [1, 1, 1, 3]
    assert bins[-1].accuracy == 1.0
    assert bins[-1].confidence == pytest.approx(2.75 / 3)


def test_refusing_the_least_sure_leaves_fewer_mistakes():
    errors = reject_curve(TOLD, (0.0, 1 / 6, 1 / 3, 0.999))
    assert errors[0] == pytest.approx(3 / 6)
    assert errors[-1] <= errors[1] <= errors[0]


def test_answers_must_match_their_labels():
    with pytest.raises(ValueError, match="labels"):
        Predictions(
            "test", np.zeros((2, 28, 28), np.float32), np.zeros(3, np.int64), np.zeros((2, 11), np.float32)
        )
