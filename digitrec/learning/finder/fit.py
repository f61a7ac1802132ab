"""Fits a network of maps: its network, its losses, and how it learns a batch of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from digitrec.learning.finder.batches import Batch
from digitrec.learning.finder.losses import finder_loss, ink_loss, row_loss
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.shards import Pages
from digitrec.learning.finder.statistics import settle_statistics
from digitrec.learning.finder.validation import scaled, validate
from digitrec.learning.loop.epochs import EpochLoop, Network
from digitrec.learning.loop.feed import Feed
from digitrec.learning.loop.network import make_optimizer
from digitrec.learning.loop.progress import Watch
from digitrec.learning.loop.state import ValidationScore
from digitrec.models.architectures.maps import build_finder, build_ink, build_single
from digitrec.models.quiet import quiet_keras
from digitrec.models.record import FINDER, INK, SINGLE

BUILDERS = {FINDER: build_finder, INK: build_ink, SINGLE: build_single}
LOSSES: dict[str, Any] = {FINDER: [finder_loss], INK: [ink_loss, row_loss], SINGLE: [ink_loss]}
LOSS_WEIGHTS = {FINDER: [1.0], INK: [1.0, 0.5], SINGLE: [1.0]}
LONGEST_GRADIENT = 3.0  # norm over all weights


def maps_training(
    plan: MapsPlan,
    batches: Feed[Batch],
    validation: Sequence[Pages],
    state_file: Path,
    watch: Watch,
    mixed: Sequence[Batch] = (),
    about: Mapping[str, int] | None = None,
) -> EpochLoop[Batch]:
    """A training of a network of maps.

    Args:
        plan: what to do.
        batches: gives the batches of an epoch.
        validation: pages to choose the best epoch by.
        state_file: every finished epoch is written to it.
        watch: is told of every batch and epoch.
        mixed: batches of all shapes, from which the averaged weights take their statistics before each
            validation: the moving averages of batch normalisation remember little more than the pages learned
            last, all of one shape (Wu and Johnson 2021, section 3); () = they stay.
        about: what must be the same when the training is resumed.
    """

    def point(epochs: int, learned: int, score: ValidationScore) -> tuple[float, ...]:  # noqa: ARG001
        """Pages learned from, the accuracy and the loss."""
        return learned, round(score.accuracy, 5), round(score.loss, 5)

    def refine(model: Any) -> None:
        settle_statistics(model, [scaled(images) for images, _ in mixed])

    def score(model: Any) -> ValidationScore:
        return validate(model, validation, plan.network)

    return EpochLoop(
        _network(plan), plan, batches, plan.steps, score, state_file, watch, about, point,
        refine if mixed else None,
    )  # fmt: skip


def _network(plan: MapsPlan) -> Network[Batch]:
    keras = quiet_keras()
    keras.utils.set_random_seed(plan.seed)
    served = BUILDERS[plan.network]()
    model = BUILDERS[plan.network]()
    optimizer = make_optimizer(plan, plan.steps)
    optimizer.global_clipnorm = LONGEST_GRADIENT
    optimizer.build(model.trainable_variables)
    model.compile(
        optimizer,
        LOSSES[plan.network],
        loss_weights=LOSS_WEIGHTS[plan.network],
        jit_compile=keras.config.backend() == "jax",
    )

    def learn(batch: Batch) -> tuple[float, None]:
        images, targets = batch
        model.reset_metrics()
        losses = model.train_on_batch(scaled(images), list(targets[: len(model.outputs)]))
        return float(losses[0] if isinstance(losses, (list, tuple)) else losses), None

    return Network(served, model, optimizer, learn)
