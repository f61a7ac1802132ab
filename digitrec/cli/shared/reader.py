"""Puts store, engine and reader together for the commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digitrec.handwriting.opening import with_hand
from digitrec.models.engine import load_best
from digitrec.reading.page import load_page_reader
from digitrec.reading.reader import Reader
from digitrec.reading.sequence_choice import FOR_VIDEO, ChoiceSettings, second_opinion


def open_reader(
    models: Path | str,
    model: Path | str | None = None,
    threads: int | None = None,
    video: bool = False,
    hand: bool = True,
    signs: bool = False,
) -> tuple[Reader, tuple[str, ...]]:
    """Loads the best model of a folder, or the one that is asked for.

    Args:
        models: the model folder.
        model: a `.keras` file instead.
        threads: how many threads the model may use; None = one a core, at most 4.
        video: whether it is to read the frames of a video, one after the other.
        hand: whether the glyphs count that the user has taught.
        signs: whether signs within numbers are read too.

    Returns:
        A reader, and what a user should know: one sentence about each model file that was skipped, and one
        if the model is unverified.

    Raises:
        ModelError: there is no usable model, or signs are wanted and none knows them.
    """
    stored, engine, skipped = load_best(models, model, threads)
    settings = replace(FOR_VIDEO if video else ChoiceSettings(), signs=signs)
    second, passed_over = second_opinion(models, model, settings, threads)
    unverified = () if stored.verified else (f"Reading with {stored.path}, unverified: {stored.note}.",)
    page, missed = load_page_reader(models, threads)
    reader = Reader(with_hand(engine, stored, hand, threads), stored, second=second, page=page)
    return reader, (*skipped, *passed_over, *missed, *unverified)
