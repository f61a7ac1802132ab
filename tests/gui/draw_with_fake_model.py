"""The draw window with a stand-in for the model: every separate stroke is read as a 7."""

import cv2
import numpy as np

from digitrec.cli import draw
from digitrec.types import Line, Reading
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.loop import Recogniser
from tests.ui.samples import digit


def recognise(ink):
    count, _, stats, _ = cv2.connectedComponentsWithStats((ink > 100).astype(np.uint8))
    boxes = sorted(stats[1:count, :4].tolist())
    digits = tuple(digit(7, *box) for box in boxes)
    return Reading((Line(digits),)) if digits else Reading()


def loader(_models, _chosen, _warn, **_options):
    card = ModelCard("best_fake_model", 0.99, ("model: best_fake_model", "engine: none"))
    return lambda _place: Recogniser(card, recognise, lambda _ink, _reading, text: len(text))


draw.model_loader = loader
raise SystemExit(draw.main())
