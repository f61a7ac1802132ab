"""Losses of the networks of maps: focal cross entropy and dice on kernels, heights, directions, and ink.

Focal loss as in Lin et al. 2017, dice loss as in V-Net (Milletari et al. 2016). Plain `keras.ops`.
"""

from __future__ import annotations

from typing import Any

from digitrec.learning.finder.targets import IGNORED, KERNEL

FOCUS = 1.5  # exponent of the focal loss
SMOOTH = 4.0  # cells: added to both sides of a dice, so that an empty page counts little
LIGHT_WEIGHT = 0.5
INK_WEIGHT = 1.0  # what ink counts beside paper, more than it does already
HUBER = 0.25  # octaves: smaller errors of height count by their square


def finder_loss(targets: Any, maps: Any) -> Any:
    """The loss of the finder's maps.

    Args:
        targets: (N, h, w, 5) float32, see `batches`.
        maps: (N, h, w, 5) float32, what the finder said.
    """
    from keras import ops

    code, height = targets[..., 0], targets[..., 1]
    kernel = ops.cast(ops.equal(code, KERNEL), "float32")
    counts = ops.cast(ops.not_equal(code, IGNORED), "float32")
    small = ops.clip(1.25 * ops.power(2.0, -height), 0.5, 4.0)  # low digits have few cells
    weight = ops.where(kernel > 0, small, 1.0) * counts
    logit, probability = maps[..., 0], ops.sigmoid(maps[..., 0])
    focal = _cross_entropy(kernel, logit) * ops.power(ops.abs(kernel - probability), FOCUS)
    found = 20.0 * ops.sum(weight * focal) / _total(weight)
    overlap = _dice(kernel, probability, weight)
    own = weight * kernel
    total = ops.sum(own) + 1.0
    off = ops.abs(height - maps[..., 1])
    heights = ops.sum(own * ops.where(off < HUBER, off * off / (2 * HUBER), off - HUBER / 2)) / total
    turned = ops.sum(own * ops.sum(ops.square(targets[..., 2:4] - maps[..., 2:4]), axis=-1)) / total
    light = ops.sum(own * _cross_entropy(targets[..., 4], maps[..., 4])) / total
    return found + overlap + heights + turned + LIGHT_WEIGHT * light


def ink_loss(targets: Any, logits: Any) -> Any:
    """The loss of an ink map.

    Args:
        targets: (N, H, W, 2) float32: ink, 0 to 1; 1 where it does not count.
        logits: (N, H, W, 1) float32.
    """
    from keras import ops

    ink, counts, logit = targets[..., 0], 1.0 - targets[..., 1], logits[..., 0]
    weight = counts * (1.0 + INK_WEIGHT * ink)
    entropy = 4.0 * ops.sum(weight * _cross_entropy(ink, logit)) / _total(weight)
    return entropy + _dice(ink, ops.sigmoid(logit), counts)


def row_loss(targets: Any, logits: Any) -> Any:
    """The loss of the row kernels of a cut-out: (N, h, w, 1) codes and logits."""
    from keras import ops

    code, logit = targets[..., 0], logits[..., 0]
    kernel = ops.cast(ops.equal(code, KERNEL), "float32")
    counts = ops.cast(ops.not_equal(code, IGNORED), "float32")
    entropy = 2.0 * ops.sum(counts * _cross_entropy(kernel, logit)) / _total(counts)
    return entropy + _dice(kernel, ops.sigmoid(logit), counts)


def _total(weight: Any) -> Any:
    """The sum of weights, at least one cell's: of a batch in which nothing counts the loss is 0."""
    from keras import ops

    return ops.maximum(ops.sum(weight), 1.0)


def _cross_entropy(target: Any, logit: Any) -> Any:
    from keras import ops

    return ops.maximum(logit, 0.0) - logit * target + ops.log1p(ops.exp(-ops.abs(logit)))


def _dice(target: Any, probability: Any, weight: Any) -> Any:
    """1 less the dice coefficient with squares in its denominator, a page at a time, averaged."""
    from keras import ops

    shared = ops.sum(weight * target * probability, axis=(1, 2))
    both = ops.sum(weight * (target * target + probability * probability), axis=(1, 2))
    return ops.mean(1.0 - (2.0 * shared + SMOOTH) / (both + SMOOTH))
