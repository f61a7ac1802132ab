"""Fits a digit model: its network, how it learns a batch, and the loop that it is trained in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.targets import Batch, Batches
from digitrec.learning.digits.validation import ValidationSet, validate
from digitrec.learning.loop.epochs import EpochLoop, Network
from digitrec.learning.loop.network import built, make_optimizer
from digitrec.learning.loop.parallel import Devices, OneDevice
from digitrec.learning.loop.progress import Watch
from digitrec.models.quiet import quiet_keras


def digit_training(
    plan: Plan,
    batches: Batches,
    steps: int,
    validation: ValidationSet,
    state_file: Path,
    watch: Watch,
    devices: Devices | None = None,
    about: Mapping[str, Any] | None = None,
) -> EpochLoop[Batch]:
    """A training of one digit model.

    Args:
        plan: what to do.
        batches: gives the batches of an epoch.
        steps: batches an epoch.
        validation: what to choose the best epoch by.
        state_file: every finished epoch is written to it.
        watch: is told of every batch and epoch.
        devices: where the network learns; None = on one.
        about: what must be the same when the training is resumed, for JSON: its data, its teacher.
    """
    network = _network(plan, steps, devices or OneDevice())
    return EpochLoop(
        network, plan, batches, steps, partial(validate, validation=validation), state_file, watch, about
    )


def _network(plan: Plan, steps: int, devices: Devices) -> Network[Batch]:
    keras = quiet_keras()
    keras.utils.set_random_seed(plan.seed)
    served = built(plan.architecture, "float32")
    with devices.scope():
        model = built(plan.architecture, plan.precision)
        optimizer = make_optimizer(plan, steps)
        optimizer.build(model.trainable_variables)
        model.compile(
            optimizer,
            keras.losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
            metrics=["accuracy"],
            jit_compile=keras.config.backend() == "jax",  # XLA makes TensorFlow slow on a CPU
        )

    def learn(batch: Batch) -> tuple[float, float]:
        bytes_, targets = batch
        glyphs = bytes_.astype(np.float32) / np.float32(255)
        return devices.learn(model, glyphs[..., np.newaxis], targets)

    return Network(served, model, optimizer, learn)
