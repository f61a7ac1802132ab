"""Plan of a training of a digit model: everything that decides what it does, as one value."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digitrec.learning.augmentation.distortions import Distortions
from digitrec.learning.digits.sampler import Sampling


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan of a training.

    Args:
        architecture: a key of `ARCHITECTURES`.
        epochs: how many.
        seed: of weights, order, distortions and dropout.
        batch_size: glyphs a step.
        learning_rate: the highest, reached after the warm-up; a half cosine leads from there to zero.
        weight_decay: decoupled (Loshchilov and Hutter 2019), of the kernels only.
        warm_up: epochs.
        label_smoothing: share of the target that all classes divide among them.
        averaging: momentum a step of the moving average of the weights, which is validated and saved.
        precision: "float32" or "mixed_bfloat16"; what is saved is float32 either way.
        sampling: what the glyphs of an epoch are.
        softness: of a teacher's predictions, where there is a teacher: the temperature that a student sees
            them at; what it learns is made as sharp again as the validation images ask for.
        refine: the number of epochs at the end that are sampled less distorted; see `Sampling.refined`.
        echo: how many times a glyph is learned, each time in another epoch; see `digits.targets`.
    """

    architecture: str = "advanced"
    epochs: int = 27
    seed: int = 1
    batch_size: int = 128
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: float = 1.0
    label_smoothing: float = 0.02
    averaging: float = 0.998
    precision: str = "float32"
    sampling: Sampling = field(default_factory=Sampling)
    refine: int = 0
    softness: float = 2.0
    echo: int = 3

    def __post_init__(self) -> None:
        if min(self.epochs, self.batch_size, self.echo) < 1:
            raise ValueError(f"A Plan has at least one epoch and one glyph a batch, got {self}.")
        if not 0 <= self.refine <= self.epochs:
            raise ValueError(f"A Plan refines some of its epochs, got {self}.")
        if not (
            self.learning_rate > 0
            and self.weight_decay >= 0
            and 0 <= self.averaging < 1
            and self.softness > 0
        ):
            raise ValueError(f"Rates must not be negative, got {self}.")

    def made(self, epoch: int) -> tuple[int, int]:
        """The epoch whose glyphs this one learns, and how many epochs have learned them before."""
        usual = self.epochs - self.refine
        first, count = (0, usual) if epoch < usual else (usual, self.refine)
        different = math.ceil(count / self.echo)
        return first + (epoch - first) % different, (epoch - first) // different

    def to_dict(self) -> dict[str, Any]:
        """The plan as nested dicts, for JSON; there the sampling is called `mix`."""
        names = {"sampling": "mix"}
        return {names.get(name, name): value for name, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Plan:
        """Reads what `to_dict` wrote; plans that do not mention an echo or outlines have none.

        Raises:
            TypeError, ValueError, KeyError: it is not a plan.
        """
        rest = dict(values)
        mix = dict(rest.pop("mix"))
        distortions = Distortions(**{"outlined": 0.0, **mix.pop("distortions")})
        return cls(**{"echo": 1, **rest}, sampling=Sampling(**mix, distortions=distortions))
