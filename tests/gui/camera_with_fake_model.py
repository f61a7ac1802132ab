"""The camera window with a stand-in for the model: every upright bar is read as a 1."""

from digitrec.cli import camera, camera_window
from digitrec.ui.events import ModelCard
from digitrec.ui.loop import Recogniser
from tests.cli.test_camera import BarReader


def loader(_models, _chosen, _warn, reading, threads, video):
    assert threads
    assert video
    card = ModelCard("best_fake_model", 0.99, ("model: best_fake_model", "engine: none"))
    return lambda _place: Recogniser(card, lambda frame: reading(BarReader(), frame))


camera_window.model_loader = loader
raise SystemExit(camera.main())
