"""Validation of networks of maps, on composed pages they were not trained on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.finder.batches import Batch, batches_of
from digitrec.learning.finder.losses import finder_loss, ink_loss, row_loss
from digitrec.learning.finder.shards import Pages
from digitrec.learning.finder.targets import IGNORED, KERNEL, NOTHING
from digitrec.learning.loop.state import ValidationScore
from digitrec.models.record import FINDER, INK, SINGLE

AT_ONCE = 20  # pages
SHOWN = 12  # pages in a report
COVERED = 0.6  # of a row's kernel: it counts as found if that much of it is
LEAST_INK = 12  # pixels: a page with less ink holds none


def scaled(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Images as the networks take them: float32 in [-1, 1]."""
    return images.astype(np.float32) / np.float32(127.5) - 1


def validate(model: Any, pages: Sequence[Pages], network: str) -> ValidationScore:
    """Scores a network of maps.

    Args:
        model: a `keras.Model`.
        pages: the validation pages.
        network: FINDER, INK or SINGLE.

    Returns:
        Accuracy: of the finder, the share of the pages whose rows are all found, none is made up, and no two
        are joined; of the ink network, intersection over union of the ink, averaged over the pages. The mean
        loss. And the share of the pages without a digit on which nothing is found.
    """
    right: list[float] = []
    losses: list[float] = []
    silent: list[bool] = []
    for images, targets, maps in _predicted(model, pages):
        if network == FINDER:
            losses.append(float(finder_loss(targets[0], maps[0])))
            for codes, logits in zip(targets[0][..., 0], maps[0][..., 0], strict=True):
                found = (logits > 0) & (codes != IGNORED)
                right.append(float(rows_are_right(codes == KERNEL, found)))
                if not (codes == KERNEL).any():
                    silent.append(not found.any())
        else:
            rows = float(row_loss(targets[1], maps[1])) if network == INK else 0.0
            losses.append(float(ink_loss(targets[0], maps[0])) + rows)
            for number in range(len(images)):
                counts = targets[0][number, ..., 1] == 0
                true = (targets[0][number, ..., 0] >= 0.5) & counts
                found = (maps[0][number, ..., 0] > 0) & counts
                right.append(overlap(true, found))
                if true.sum() < LEAST_INK:
                    silent.append(found.sum() < LEAST_INK)
    return ValidationScore(
        float(np.mean(right)), float(np.mean(losses)), float(np.mean(silent)) if silent else 1.0
    )


def _predicted(
    model: Any, pages: Sequence[Pages]
) -> Iterator[tuple[Any, tuple[NDArray[np.float32], ...], list[NDArray[np.float32]]]]:
    for some in pages:
        batch: Batch
        for batch in batches_of(some, AT_ONCE, None):
            maps = model.predict_on_batch(scaled(batch[0]))
            made = maps if isinstance(maps, (list, tuple)) else [maps]
            yield *batch, [np.asarray(one, np.float32) for one in made]


def rows_are_right(true: NDArray[np.bool_], found: NDArray[np.bool_]) -> bool:
    """Whether what was found covers every true row, and each part of it touches one row exactly."""
    rows, row_of = cv2.connectedComponents(true.astype(np.uint8), connectivity=8)
    parts, part_of = cv2.connectedComponents(found.astype(np.uint8), connectivity=8)
    pairs = np.unique(np.stack([row_of[true & found], part_of[true & found]], axis=1), axis=0)
    cells = np.bincount(row_of[true], minlength=rows)[1:]
    covered = np.bincount(row_of[true & found], minlength=rows)[1:] / cells
    touching = np.bincount(pairs[:, 1], minlength=parts)[1:]
    return bool((covered >= COVERED).all() and (touching == 1).all())


def overlap(true: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Intersection over union of ink; of pages without ink 1 or 0."""
    if true.sum() < LEAST_INK:
        return float(found.sum() < LEAST_INK)
    return float((true & found).sum() / (true | found).sum())


def kernel_probabilities(
    model: Any, pages: Sequence[Pages], network: str
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What the network says of cells, and what is true: (N, 2) float32 probabilities and (N,) 0 or 1."""
    probabilities, labels = [], []
    for _, targets, maps in _predicted(model, pages):
        codes, logits = _codes(targets, maps, network)
        counts = codes != IGNORED
        probabilities.append(1 / (1 + np.exp(-logits[counts])))
        labels.append(codes[counts] == KERNEL)
    one = np.concatenate(probabilities)
    return np.stack([1 - one, one], axis=1), np.concatenate(labels).astype(np.int64)


def shown(
    model: Any, pages: Pages, network: str, count: int = SHOWN
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Pages for a report: (N, H, W, 3) images, where rows were found and where they are, (N, h, w) each."""
    batch: Batch = next(iter(batches_of(pages, count, None)))
    images, targets = batch
    made = model.predict_on_batch(scaled(images))
    codes, logits = _codes(targets, made if isinstance(made, (list, tuple)) else [made], network)
    return images, (logits > 0) & (codes != IGNORED), codes == KERNEL


def _codes(
    targets: Sequence[NDArray[np.float32]], maps: Sequence[NDArray[np.float32]], network: str
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What is true of each cell, a code of `targets`, and its logit, (N, h, w) each; or of the ink itself."""
    if network == SINGLE:
        ink, ignored = targets[0][..., 0], targets[0][..., 1] > 0
        codes = np.where(ignored, IGNORED, np.where(ink >= 0.5, KERNEL, NOTHING))
        return codes.astype(np.float32), np.asarray(maps[0])[..., 0]
    number = 0 if network == FINDER else 1
    return targets[number][..., 0], np.asarray(maps[number])[..., 0]
