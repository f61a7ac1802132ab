"""Trains two steps and tells what came of it: python -m tests.learning.loop.two_steps [DEVICE ...].

A program of its own, for a process has one backend, and its devices cannot be divided later.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from digitrec.learning.digits.fit import digit_training
from digitrec.learning.digits.plan import Plan
from digitrec.learning.digits.validation import ValidationSet
from digitrec.learning.loop.parallel import choose_devices
from digitrec.models.architectures import ARCHITECTURES
from digitrec.models.quiet import quiet_keras


def plain():
    """Without random numbers and without statistics of the batch: alike on one device and on two."""
    keras = quiet_keras()
    entry = keras.Input((28, 28, 1))
    maps = keras.layers.Conv2D(4, 5, strides=4, activation="relu")(entry)
    logits = keras.layers.Dense(11, name="logits")(keras.layers.Flatten()(maps))
    return keras.Model(entry, keras.layers.Softmax()(logits))


def divide_the_processor(count: int) -> None:
    import tensorflow as tf

    processor = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * count)


def main(names: list[str]) -> None:
    keras = quiet_keras()
    if len(names) > 1 and keras.config.backend() == "tensorflow":
        divide_the_processor(len(names))
    ARCHITECTURES["plain"] = plain
    rng = np.random.default_rng(1)
    glyphs, labels = rng.integers(0, 256, (32, 28, 28)).astype(np.uint8), rng.integers(0, 11, 32)
    validation = ValidationSet(glyphs[:8] / np.float32(255), labels[:8], glyphs[8:10] / np.float32(255))
    plan = Plan(architecture="plain", epochs=1, batch_size=16, warm_up=0.1)
    devices = choose_devices(plan.batch_size, names or None)

    targets = np.eye(11, dtype=np.float32)[labels]

    def batches(epoch: int):
        yield from ((glyphs[first : first + 16], targets[first : first + 16]) for first in (0, 16))

    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.npz"
        training = digit_training(plan, batches, 2, validation, state, lambda _: None, devices)
        fitted = training.run()
        training.resume()
    weights = [float(np.abs(weight).sum()) for weight in fitted.model.get_weights()]
    told = {"backend": keras.config.backend(), "devices": devices.count, "weights": weights}
    told |= {"loss": fitted.history[0].loss, "accuracy": fitted.history[0].accuracy}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
