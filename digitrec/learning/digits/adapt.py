"""Adapts a model to the user's hand: fine-tunes it on the taught glyphs, beside what it has learned before.

Only the last layers learn, from what the layers before them make of glyphs: that is quick, and changes little
for others. A part of each batch are taught glyphs, distorted; the rest is replayed, with what the model said
of it before as targets ("Learning without forgetting", Li and Hoiem 2016). Batch normalisation keeps its
statistics. Whether it helps is tried on taught glyphs that two trials, each of one half, did not learn from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.learning.data.dataset import Labels
from digitrec.learning.digits.adapt_material import AdaptPlan, Material
from digitrec.learning.evaluation.calibration import negative_log_likelihood
from digitrec.learning.loop.network import AT_ONCE, CLASSES
from digitrec.models.quiet import quiet_keras
from digitrec.types import NOT_A_DIGIT, Glyphs, Probabilities

Weights = list[NDArray[np.float32]]
Maps = NDArray[np.float32]  # (N, ...): what layers make of glyphs


@dataclass(frozen=True, slots=True)
class Trial:
    """How well a model does.

    Args:
        validation: share of MNIST's validation images read rightly.
        refused: share of things that are no digit called so.
        right: taught glyphs read rightly, of those that it did not learn from.
        loss: mean negative log likelihood of these.
    """

    validation: float
    refused: float
    right: int
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Adapted:
    """What came of it.

    Args:
        before: how well the model did.
        after: how well it does at the share that was kept, or at the last one tried.
        share: of the adapted weights; 0 if nothing is kept.
        why_not: why nothing is kept, as a clause; "" if something is.
    """

    before: Trial
    after: Trial
    share: float = 0.0
    why_not: str = ""


class Adapter:
    """Adapts one model.

    Args:
        model: a `keras.Model` of single digits with 11 classes; its weights are changed.
        material: what is learned from.
        plan: how.
        tell: is told what is done, a few words at a time.
        first: the validation accuracy of the model that was adapted first, if this one was adapted before.

    Raises:
        ModelError: it cannot be parted; the message does not name the file.
    """

    def __init__(
        self,
        model: Any,
        material: Material,
        plan: AdaptPlan,
        tell: Callable[[str], None] = lambda _: None,
        first: float | None = None,
    ) -> None:
        self._material, self._plan, self._tell, self._first = material, plan, tell, first
        keras = quiet_keras()
        keras.utils.set_random_seed(plan.seed)
        tell("looking at what it reads now")
        body, self._head = parted(model)
        for layer in self._head.layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
        self._start: Weights = self._head.get_weights()
        self._optimizer = keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(plan.learning_rate, plan.steps)
        )
        self._optimizer.build(self._head.trainable_variables)
        self._fresh = [np.array(variable) for variable in self._optimizer.variables]
        self._head.compile(self._optimizer, "categorical_crossentropy", jit_compile=False)
        self._taught = _run(body, material.taught)
        self._distorted = _run(body, _floats(material.distorted))
        self._validation = _run(body, material.validation[0])
        self._negatives = _run(body, material.negatives)
        made = self._with_targets(_run(body, _floats(material.replayed)), material.replay_labels)
        plain = self._with_targets(_run(body, material.plain[0]), material.plain[1], plan.hardest)
        self._replayed, self._targets = (np.concatenate(parts) for parts in zip(made, plain, strict=True))

    def run(self) -> Adapted:
        """Adapts the model, and leaves it adapted if that is to be kept, else as it was."""
        before = self._trial([self._start, self._start])
        halves: list[Weights] = []
        for number in (0, 1):
            self._tell(f"trial {number + 1} of 2, on one half of what was taught")
            halves.append(self._fitted(self._half(number)))
        self._tell("learning all that was taught")
        whole = self._fitted(np.arange(len(self._material.labels)))
        for share in self._plan.shares:
            self._tell("looking at what it reads then")
            mixed = [self._between(weights, share) for weights in (*halves, whole)]
            after = self._trial(mixed[:2], mixed[2])
            why_not = refusal(before, after, self._plan, self._first)
            if not why_not:
                self._head.set_weights(mixed[2])
                return Adapted(before, after, share)
        self._head.set_weights(self._start)
        return Adapted(before, after, why_not=why_not)

    def _with_targets(self, maps: Maps, labels: Labels, hardest: float = 1.0) -> tuple[Maps, Probabilities]:
        """What is replayed, the hardest share of it, and its targets: what the model says, if it is right."""
        said = self._predicted(maps)
        truth = np.eye(CLASSES, dtype=np.float32)[labels]
        kept = np.argsort(said[np.arange(len(labels)), labels])[: round(hardest * len(labels))]
        wrong = said.argmax(axis=1) != labels
        return maps[kept], np.where(wrong[:, np.newaxis], (said + truth) / 2, said)[kept]

    def _half(self, number: int) -> NDArray[np.int64]:
        """Which taught glyphs a trial learns: every other one of each digit."""
        labels = self._material.labels
        places = [np.flatnonzero(labels == label)[number::2] for label in range(NOT_A_DIGIT)]
        return np.concatenate(places)

    def _fitted(self, learned: NDArray[np.int64]) -> Weights:
        """The weights after learning some of the taught glyphs."""
        if not len(learned):
            return self._start
        self._head.set_weights(self._start)
        for variable, value in zip(self._optimizer.variables, self._fresh, strict=True):
            variable.assign(value)
        for maps, targets in self._batches(learned):
            self._head.train_on_batch(maps, targets)
        return list(self._head.get_weights())

    def _batches(self, learned: NDArray[np.int64]) -> Iterator[tuple[Maps, Probabilities]]:
        material, plan = self._material, self._plan
        rng = np.random.default_rng([plan.seed, 9])
        chosen = np.flatnonzero(np.isin(material.origins, learned))
        own = rng.permutation(np.resize(chosen, plan.steps * plan.own)).reshape(plan.steps, plan.own)
        old = np.resize(rng.permutation(len(self._replayed)), (plan.steps, plan.replayed))
        truth = np.eye(CLASSES, dtype=np.float32)
        for mine, others in zip(own, old, strict=True):
            labels = material.labels[material.origins[mine]]
            maps = np.concatenate([self._distorted[mine], self._replayed[others]])
            yield maps, np.concatenate([truth[labels], self._targets[others]])

    def _predicted(self, maps: Maps) -> Probabilities:
        return _run(self._head, maps)

    def _between(self, weights: Weights, share: float) -> Weights:
        return [(1 - share) * a + share * b for a, b in zip(self._start, weights, strict=True)]

    def _trial(self, halves: Sequence[Weights], whole: Weights | None = None) -> Trial:
        """Tries a model; taught glyphs on the half of it that did not learn them."""
        material = self._material
        predictions = np.zeros((len(material.labels), CLASSES), np.float32)
        for number, weights in enumerate(halves):
            left_out = self._half(1 - number)
            if len(left_out):
                self._head.set_weights(weights)
                predictions[left_out] = self._predicted(self._taught[left_out])
        self._head.set_weights(self._start if whole is None else whole)
        return Trial(
            float((self._predicted(self._validation).argmax(axis=1) == material.validation[1]).mean()),
            float((self._predicted(self._negatives).argmax(axis=1) == NOT_A_DIGIT).mean()),
            int((predictions.argmax(axis=1) == material.labels).sum()),
            negative_log_likelihood(predictions, material.labels),
        )


def refusal(before: Trial, after: Trial, plan: AdaptPlan, first: float | None = None) -> str:
    """Why an adapted model is not kept, as a clause; "" if it is.

    Args:
        before: how well the model did.
        after: how well it does.
        plan: what may be lost.
        first: the validation accuracy from which that counts; None = that of before.
    """
    lost = (first or before.validation) - after.validation
    if lost > plan.most_lost + 1e-9:
        return f"it would read {100 * lost:.2f} points less of other people's digits"
    if before.refused - after.refused > plan.most_unrefused + 1e-9:
        return "it would take more scribbles for digits"
    surer = before.loss - after.loss >= plan.least_gain
    if after.right < before.right or (after.right == before.right and not surer):
        return "it would not read those of your digits better that it did not learn from"
    return ""


def parted(model: Any) -> tuple[Any, Any]:
    """The first layers of a model, and its last ones: from the last convolution on that all goes through.

    Raises:
        ModelError: it cannot be parted; the message does not name the file.
    """
    keras = quiet_keras()
    for layer in reversed(model.layers):
        if isinstance(layer, keras.layers.Conv2D):
            with suppress(ValueError, KeyError):
                return keras.Model(model.input, layer.input), keras.Model(layer.input, model.output)
    raise ModelError("it is not built of layers that follow one another")


def _run(model: Any, batch: Maps) -> Maps:
    maps = batch[..., np.newaxis] if batch.ndim == 3 else batch
    parts = []
    for at in range(0, len(maps), AT_ONCE):
        part = maps[at : at + AT_ONCE]
        # Always as many, so that TensorFlow compiles one function.
        filled = np.concatenate([part, np.zeros((AT_ONCE - len(part), *part.shape[1:]), part.dtype)])
        parts.append(np.asarray(model.predict_on_batch(filled))[: len(part)])
    return np.concatenate(parts)


def _floats(glyphs: NDArray[np.uint8]) -> Glyphs:
    return glyphs.astype(np.float32) / np.float32(255)
