"""Puts a model and the user's hand together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from digitrec.handwriting.engine import HandEngine
from digitrec.handwriting.store import GlyphStore
from digitrec.models.engine import Engine
from digitrec.models.places import hand_folder
from digitrec.models.store import StoredModel
from digitrec.types import Digit


def with_hand(
    engine: Engine, stored: StoredModel, hand: bool | Path = True, threads: int | None = None
) -> Engine:
    """An engine that knows the user's hand.

    Args:
        engine: the model's engine.
        stored: the model.
        hand: the folder of what was taught; True = the user's, False = the model reads alone.
        threads: how many threads the comparison may use.
    """
    if hand is False:
        return engine
    return HandEngine(engine, stored, GlyphStore(hand_folder() if hand is True else hand), threads)


def in_own_hand(engine: object, digits: Sequence[Digit]) -> bool:
    """Whether one of these digits was turned by what the user taught: of such shapes no other model knows."""
    if not isinstance(engine, HandEngine) or not engine.store.taught():
        return False
    glyphs = [digit.glyph for digit in digits if digit.glyph is not None]
    return bool(glyphs) and bool(engine.turned(np.stack(glyphs)).any())


def open_store() -> GlyphStore:
    """What the user has taught."""
    return GlyphStore(hand_folder())
