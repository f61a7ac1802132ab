"""Readings, models and strokes for the tests of the windows."""

from dataclasses import replace
from functools import reduce

import numpy as np

from digitrec.types import Box, Digit, Line, Reading
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.draw.update import update
from digitrec.ui.window.events import ModelCard, ModelLoaded, PenDown, PenMoved, PenUp

CARD = ModelCard("best_advanced_model", 0.9975, ("model: best_advanced_model", "engine: none"), 0, 2)
SEVEN = [PenDown((100, 100)), PenMoved((180, 100)), PenMoved((130, 250)), PenUp()]
ONE = [PenDown((300, 100)), PenMoved((300, 250)), PenUp()]


def digit(label=7, left=90, top=90, width=100, height=170, confidence=0.982):
    shares = [(1 - confidence) / 9] * 10
    shares[label] = confidence
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 10:18] = max(label, 1) / 10  # a blank one would be like no other
    return Digit(label, confidence, Box(left, top, left + width, top + height), tuple(shares), glyph)


def reading(text, left=90, top=90, step=200, row=150):
    return Reading(
        tuple(
            Line(
                tuple(
                    digit(int(label), left + step * column, top + row * line, min(100, step - 4), row - 20)
                    for column, label in enumerate(labels)
                )
            )
            for line, labels in enumerate(text.split("\n"))
        )
    )


def played(canvas, *events):
    return reduce(update, events, canvas)


def ready(size=(720, 480)):
    """A canvas with its model loaded and nothing asked for."""
    return played(replace(canvas_of(size), outbox=()), ModelLoaded(CARD))
