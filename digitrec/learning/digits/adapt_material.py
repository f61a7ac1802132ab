"""What a model is adapted with: taught glyphs, distorted, and what is replayed beside them.

Replayed are images of MNIST, those above all that the model is least sure of, rendered digits and things that
are no digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.handwriting.store import TaughtGlyph
from digitrec.learning.augmentation.distortions import Distortions, distort, jitter, milder
from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Dataset, Images, Labels, to_glyphs
from digitrec.learning.digits.sampler import NEGATIVE, RENDERED, GlyphSource, Sampling, validation_negatives
from digitrec.page.normalise import to_model_input
from digitrec.types import Glyphs


@dataclass(frozen=True, slots=True)
class AdaptPlan:
    """How a model is adapted.

    Args:
        steps: batches.
        own: taught glyphs a batch.
        replayed: replayed glyphs a batch.
        pool: distorted taught glyphs, and replayed ones, that are made at first.
        learning_rate: the highest; a half cosine leads from there to zero.
        plain: images of MNIST, undistorted, of which ...
        hardest: ... this share is replayed: what the model is least sure of.
        rendered: share of rendered digits in what is replayed.
        negatives: share of things that are no digit.
        negatives_tried: how many of these are tried before and after.
        shares: of the adapted weights, tried from the first on; the rest are those of before.
        least_gain: by how much the mean negative log likelihood has to fall, in nats, where no more of the
            taught glyphs are read rightly than before.
        most_lost: of the validation accuracy, 0 to 1.
        most_unrefused: of the things that are no digit, 0 to 1.
        seed: of everything that is left to chance.
    """

    steps: int = 240
    own: int = 32
    replayed: int = 96
    pool: int = 2000
    plain: int = 5000
    hardest: float = 0.3
    learning_rate: float = 3e-4
    rendered: float = 0.2
    negatives: float = 0.25
    negatives_tried: int = 400
    shares: tuple[float, ...] = (1.0, 0.8, 0.6, 0.45, 0.3, 0.15)
    least_gain: float = 0.02
    most_lost: float = 0.0005
    most_unrefused: float = 0.01
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is learned from, and what a model is tried on.

    Args:
        taught: (N, 28, 28) float32, as they were taught.
        labels: (N,) int64.
        distorted: (M, 28, 28) uint8, taught glyphs distorted.
        origins: (M,) int64, which of the taught ones each was.
        replayed: (K, 28, 28) uint8.
        replay_labels: (K,) int64, 0 to 10.
        plain: images that may be replayed as they are, as glyphs, and their labels.
        validation: images to validate on, as glyphs, and their labels.
        negatives: (P, 28, 28) float32, things that are no digit.
    """

    taught: Glyphs
    labels: Labels
    distorted: NDArray[np.uint8]
    origins: NDArray[np.int64]
    replayed: NDArray[np.uint8]
    replay_labels: Labels
    plain: tuple[Glyphs, Labels]
    validation: tuple[Glyphs, Labels]
    negatives: Glyphs


def gather(taught: Sequence[TaughtGlyph], plan: AdaptPlan, data: Dataset | None = None) -> Material:
    """Makes what is learned from and tried on.

    Args:
        taught: at least one.
        plan: how much.
        data: images to replay and to validate on; None = MNIST.
    """
    data = data or load_mnist()
    rng = np.random.default_rng([plan.seed, 7])
    count, how = plan.pool, milder(Distortions())
    inks = [np.rint(one.glyph * 255).astype(np.uint8) for one in taught]
    origins = np.resize(np.arange(len(taught)), count)
    made = [
        jitter(to_model_input(distort(inks[int(i)], rng, how, taught[int(i)].label)), rng, how)
        for i in origins
    ]
    replayed, replay_labels = _replay(data.training, count, plan)
    plain = data.training.take(rng.permutation(len(data.training))[: plan.plain])
    return Material(
        np.stack([one.glyph for one in taught]),
        np.array([one.label for one in taught], np.int64),
        np.rint(np.stack(made) * 255).astype(np.uint8),
        origins,
        replayed,
        replay_labels,
        (to_glyphs(plain), plain.labels),
        (to_glyphs(data.validation), data.validation.labels),
        validation_negatives(data.training, count=plan.negatives_tried),
    )


def _replay(images: Images, count: int, plan: AdaptPlan) -> tuple[NDArray[np.uint8], Labels]:
    rng = np.random.default_rng([plan.seed, 8])
    order = rng.integers(len(images), size=count)
    kind = rng.random(count)
    order[kind < plan.rendered + plan.negatives] = NEGATIVE
    order[kind < plan.rendered] = RENDERED
    return GlyphSource(images, Sampling().refined(), plan.seed).glyphs(order, 0, 0)
