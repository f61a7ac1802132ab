"""Devices that a network learns on: one, or all accelerators at once with a share of the batch each.

Keras distributes data on JAX; on TensorFlow its `MirroredStrategy` does. On PyTorch one device is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitrec.models.quiet import quiet_keras


class Devices(Protocol):
    """Devices that a network learns on.

    `count` is the number of devices.
    """

    count: int

    def scope(self) -> AbstractContextManager[Any]:
        """The context that the network and its optimizer are built in."""

    def learn(
        self, model: Any, glyphs: NDArray[np.float32], targets: NDArray[np.float32]
    ) -> tuple[float, float]:
        """Learns one batch: (N, 28, 28, 1) and (N, classes); returns its loss and its accuracy."""


class OneDevice:
    """The one device that the backend takes by itself."""

    count = 1

    def scope(self) -> AbstractContextManager[Any]:
        """See `Devices.scope`."""
        return nullcontext()

    def learn(
        self, model: Any, glyphs: NDArray[np.float32], targets: NDArray[np.float32]
    ) -> tuple[float, float]:
        """See `Devices.learn`."""
        loss, accuracy = model.train_on_batch(glyphs, targets)
        return float(loss), float(accuracy)


class MirroredDevices:
    """Several devices on TensorFlow: each holds the weights, and learns its share of the batch.

    Args:
        names: of the devices, "gpu:0" or "CPU:1".
    """

    def __init__(self, names: Sequence[str]) -> None:
        import tensorflow as tf

        self.count = len(names)
        self._strategy = tf.distribute.MirroredStrategy(
            list(names), cross_device_ops=tf.distribute.HierarchicalCopyAllReduce()
        )

    def scope(self) -> AbstractContextManager[Any]:
        """See `Devices.scope`."""
        scope: AbstractContextManager[Any] = self._strategy.scope()
        return scope

    def learn(
        self, model: Any, glyphs: NDArray[np.float32], targets: NDArray[np.float32]
    ) -> tuple[float, float]:
        """See `Devices.learn`."""
        batch = (self._shared(glyphs), self._shared(targets))
        model.make_train_function()
        model.reset_metrics()
        logs = model.train_function(iter([batch]))
        return float(logs["loss"]), float(logs["accuracy"])

    def _shared(self, array: NDArray[np.float32]) -> Any:
        """A batch as one share for each device."""
        import tensorflow as tf

        shares = np.array_split(array, self.count)
        return self._strategy.experimental_distribute_values_from_function(
            lambda context: tf.constant(shares[context.replica_id_in_sync_group])
        )


class ShardedDevices(OneDevice):
    """Several devices on JAX: Keras' own distribution of data.

    Args:
        names: of the devices, "gpu:0" or "cpu:1".
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.count = len(names)
        self._distribution = quiet_keras().distribution.DataParallel(devices=list(names))

    def scope(self) -> AbstractContextManager[Any]:
        """See `Devices.scope`."""
        scope: AbstractContextManager[Any] = self._distribution.scope()
        return scope

    def learn(
        self, model: Any, glyphs: NDArray[np.float32], targets: NDArray[np.float32]
    ) -> tuple[float, float]:
        """See `Devices.learn`."""
        with self._distribution.scope():
            return super().learn(model, glyphs, targets)


def accelerators() -> list[str]:
    """The accelerators that Keras' backend sees: "gpu:0", "gpu:1", …; none on a plain machine."""
    keras = quiet_keras()
    if keras.config.backend() == "torch":
        import torch

        return [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    names = keras.distribution.list_devices()
    return [name for name in names if not name.lower().startswith("cpu")]


def choose_devices(batch_size: int, names: Sequence[str] | None = None) -> Devices:
    """As many devices as a batch can be shared out to evenly.

    Args:
        batch_size: glyphs a step.
        names: the devices to choose of; None = all accelerators.
    """
    names = accelerators() if names is None else names
    backend = quiet_keras().config.backend()
    count = next((n for n in range(len(names), 1, -1) if batch_size % n == 0), 1)
    if count == 1 or backend not in ("tensorflow", "jax"):
        return OneDevice()
    chosen = names[:count]
    return MirroredDevices(chosen) if backend == "tensorflow" else ShardedDevices(chosen)
