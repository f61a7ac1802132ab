"""An engine that knows the user's hand: what was taught counts beside what the model says.

A glyph is compared with the taught ones by what the model sees in it (nearest neighbours in the features of
its last layer; "Generalization through memorization", Khandelwal et al. 2020, does so with words). The
nearest counts if it is near, and nearer than any digit of another hand; the surer the model is of something
else, or of "not a digit", the nearer it has to be. So other people's digits are read as before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.handwriting.references import References, likeness, load_references
from digitrec.handwriting.store import GlyphStore, TaughtGlyph
from digitrec.models.engine import Engine
from digitrec.models.features import Features, load_features
from digitrec.models.store import StoredModel
from digitrec.types import NOT_A_DIGIT, Glyphs, Probabilities

LEAST_CHANCE = 1e-6  # chances below this are all alike


@dataclass(frozen=True, slots=True)
class NearnessSettings:
    """When a taught glyph counts. Likenesses are cosines of features."""

    near: float = 0.45  # how alike it has to be at least, ...
    sure: float = 0.2  # ... and so much more where the model is sure of another digit, ...
    refused: float = 0.2  # ... or of "not a digit"
    nearer: float = 0.1  # how much more alike than the nearest digit of another hand and another label
    width: float = 0.1  # from not counting to counting in full
    most: float = 0.9995  # the share of the probability it can have


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was taught, as a model sees it."""

    look: Callable[[Glyphs], Features]
    references: References
    glyphs: tuple[TaughtGlyph, ...] = ()
    features: Features = field(default_factory=lambda: np.zeros((0, 1), np.float32))
    labels: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


class HandEngine:
    """A model that knows a hand. Safe to call from several threads.

    Args:
        engine: the model's engine.
        stored: the model.
        store: what was taught; looked at anew at every call.
        threads: how many threads a batch may use.
        settings: when a taught glyph counts.
        look: the model's features of glyphs; None = those of `stored`, loaded when they are needed.
    """

    def __init__(
        self,
        engine: Engine,
        stored: StoredModel,
        store: GlyphStore,
        threads: int | None = None,
        settings: NearnessSettings = NearnessSettings(),
        look: Callable[[Glyphs], Features] | None = None,
    ) -> None:
        self.kind, self.classes = engine.kind, engine.classes
        self.store = store
        self._engine, self._stored, self._threads, self._settings = engine, stored, threads or 1, settings
        self._lock = threading.RLock()
        self._look, self._unable = look, False
        self._known: Known | None = None

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """See `Engine.probabilities`."""
        return self._both(glyphs)[1]

    def _both(self, glyphs: Glyphs) -> tuple[Probabilities, Probabilities]:
        """What the model says alone, and with the user's hand."""
        plain, taught = self._engine.probabilities(glyphs), self.store.taught()
        if len(glyphs) == 0 or not taught or self._unable:
            return plain, plain
        try:
            known = self._looked_at(taught)
        except ModelError:  # `warm_up` says it
            self._unable = True
            return plain, plain
        look = known.look(glyphs)
        return plain, blended(plain, look, known.features, known.labels, known.references, self._settings)

    def turned(self, glyphs: Glyphs) -> NDArray[np.bool_]:
        """Which glyphs are another digit to the user's hand than to the model alone: (N,) bool."""
        if not self.store.taught():
            return np.zeros(len(glyphs), np.bool_)
        alone, told = self._both(glyphs)
        return np.asarray(alone.argmax(axis=1) != told.argmax(axis=1))

    def warm_up(self) -> None:
        """Looks at what was taught, so that the next reading need not wait for it.

        Raises:
            ModelError: the model has no features by which glyphs can be compared.
        """
        if taught := self.store.taught():
            self._looked_at(taught)

    def _looked_at(self, taught: tuple[TaughtGlyph, ...]) -> Known:
        """The taught glyphs as the model sees them; only new ones are looked at."""
        with self._lock:
            known = self._known
            if known is None:
                look = self._look or load_features(self._stored, self._threads)
                known = Known(look, load_references(look, self._stored.digest, self.store.folder))
            if known.glyphs != taught:
                rows = {one.path: row for one, row in zip(known.glyphs, known.features, strict=True)}
                new = [one for one in taught if one.path not in rows]
                if new:
                    looked = known.look(np.stack([one.glyph for one in new]))
                    rows |= {one.path: row for one, row in zip(new, looked, strict=True)}
                features = np.stack([rows[one.path] for one in taught])
                labels = np.array([one.label for one in taught], np.int64)
                known = replace(known, glyphs=taught, features=features, labels=labels)
            self._known = known
            return known


def blended(
    plain: Probabilities,
    features: Features,
    taught: Features,
    labels: NDArray[np.int64],
    references: References,
    settings: NearnessSettings,
) -> Probabilities:
    """What the model says, and the nearest taught glyph.

    Args:
        plain: (N, 10 or 11) float32, what the model says.
        features: (N, F) float32, what it sees in the glyphs.
        taught: (M, F) float32, what it sees in the taught ones, M at least 1.
        labels: (M,) int64, the digits that these are.
        references: digits of other hands.
        settings: when the nearest counts.

    Returns:
        (N, 10 or 11) float32, rows sum to 1; rows that no taught glyph is near are as they were.
    """
    alike, rows = likeness(features, taught), np.arange(len(plain))
    nearest = alike.argmax(axis=1)
    own, best = labels[nearest], alike[rows, nearest]
    others = np.ones(len(plain), np.float32)
    if (asked := np.flatnonzero(best > settings.near)).size:
        foreign = references.nearest(features[asked])
        foreign[np.arange(len(asked)), own[asked]] = -1.0
        others[asked] = foreign.max(axis=1)
    odds = np.log10(plain.max(axis=1) / np.maximum(plain[rows, own], LEAST_CHANCE))
    doubt = np.clip(odds / -np.log10(LEAST_CHANCE), 0, 1)
    refused = plain[:, NOT_A_DIGIT] if plain.shape[1] > NOT_A_DIGIT else 0.0
    least = settings.near + settings.sure * doubt + settings.refused * refused
    near = np.clip((best - least) / settings.width, 0, 1)
    nearer = np.clip((best - others - settings.nearer) / settings.width, 0, 1)
    share = (settings.most * near * nearer).astype(np.float32)
    told: Probabilities = plain * (1 - share)[:, np.newaxis]
    told[rows, own] += share
    return told
