"""The camera window with a stand-in for the model: every upright bar is read as a 1."""

from digitrec.cli.camera import command as camera
from digitrec.cli.camera import window
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.loop import Recogniser
from tests.cli.camera.test_command import BarReader


def loader(_models, _chosen, _warn, reading, threads, video, hand, signs):
    assert threads
    assert video
    card = ModelCard("best_fake_model", 0.99, ("model: best_fake_model", "engine: none"))
    return lambda _place: Recogniser(card, lambda frame: reading(BarReader(), frame))


window.model_loader = loader
raise SystemExit(camera.main())
