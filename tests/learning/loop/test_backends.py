"""A training on each backend of Keras that is installed, and on two devices at once."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def two_steps(backend: str, *devices: str) -> dict[str, object]:
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    environment = {
        **os.environ,
        "KERAS_BACKEND": backend,
        "CUDA_VISIBLE_DEVICES": "",
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={max(1, len(devices))}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.learning.loop.two_steps", *devices],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_two_steps_on_each_backend(backend: str):
    told = two_steps(backend)
    assert told["backend"] == backend
    assert told["devices"] == 1
    assert 0.5 < told["loss"] < 20


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_two_devices_learn_what_one_learns(backend: str):
    one, two = two_steps(backend), two_steps(backend, "cpu:0", "cpu:1")
    assert two["devices"] == 2
    assert two["loss"] == pytest.approx(one["loss"], rel=1e-4)
    assert two["weights"] == pytest.approx(one["weights"], rel=1e-3)


def test_a_batch_is_shared_out_evenly_or_not_at_all():
    from digitrec.learning.loop.parallel import OneDevice, choose_devices

    assert isinstance(choose_devices(128, ["gpu:0"]), OneDevice)
    assert isinstance(choose_devices(127, ["gpu:0", "gpu:1"]), OneDevice)
