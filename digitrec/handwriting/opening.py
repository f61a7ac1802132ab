"""Puts a model and the user's hand together."""

from __future__ import annotations

from pathlib import Path

from digitrec.handwriting.engine import HandEngine
from digitrec.handwriting.store import GlyphStore
from digitrec.models.engine import Engine
from digitrec.models.places import hand_folder
from digitrec.models.store import StoredModel


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


def open_store() -> GlyphStore:
    """What the user has taught."""
    return GlyphStore(hand_folder())
