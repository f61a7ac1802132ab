"""A whole training: from what pages are composed of to a model in the store with its record and twin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.finder import fit, plan
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.train import (
    MapsRequest,
    PageSourcePaths,
    saved_maps_plan,
    train_maps,
)
from digitrec.learning.loop.progress import Finishing
from digitrec.learning.loop.result import best_name
from digitrec.models import store
from digitrec.models.record import FINDER, INK, SINGLE
from digitrec.models.store import scan_models
from digitrec.models.twin import fresh_twin
from tests.learning.finder.tiny_maps import tiny_finder, tiny_ink, tiny_single


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fit.BUILDERS, FINDER, tiny_finder)
    monkeypatch.setitem(fit.BUILDERS, INK, tiny_ink)
    monkeypatch.setitem(fit.BUILDERS, SINGLE, tiny_single)
    for network in (FINDER, INK, SINGLE):
        shapes = ((64, 64),) if network == SINGLE else ((64, 64), (64, 128))
        monkeypatch.setitem(plan.SHAPES, network, shapes)
        monkeypatch.setitem(plan.VALIDATION_SHAPES, network, ((64, 64),))


def request_for(network: str, small_mnist: Path, output: Path, **changes) -> MapsRequest:
    values = {"epochs": 1, "batch_size": 1, "shard": 1, "fresh": 1, "repeated": 1, "validation": 4}
    sources = PageSourcePaths((str(small_mnist),))
    return MapsRequest(MapsPlan(network, **values), output, sources, "the command", workers=0, **changes)


@pytest.mark.slow
@pytest.mark.parametrize("network", [FINDER, INK, SINGLE])
def test_a_training_ends_in_a_stored_model(small, small_mnist: Path, tmp_path: Path, network: str):
    seen: list[object] = []
    state = tmp_path / "elsewhere"
    state.mkdir()
    (state / "strokes.npz").write_bytes(b"somebody's")
    request = request_for(network, small_mnist, tmp_path / "models", folder=state)
    trained = train_maps(request, seen.append)
    assert trained.is_best
    assert not trained.interrupted
    assert isinstance(seen[-1], Finishing)
    (stored,) = scan_models(request.output).of(network)
    assert not scan_models(request.output).models
    assert (stored.name, stored.path) == (best_name(network), trained.path)
    assert fresh_twin(stored.twin, stored.digest) is not None
    facts = stored.record.training
    assert facts["command"] == "the command"
    assert facts["seed"] == request.plan.seed
    assert MapsPlan.from_dict(facts["plan"]) == request.plan
    assert len(facts["curve"]["epochs"]) == 1
    assert facts["validation"]["pages"] == 4
    assert {"data", "strokes", "fonts", "photographs"} <= set(facts)
    assert trained.report.parent.parent == request.output / "reports"
    sheet = cv2.imread(str(trained.report.with_name("pages.png")))
    assert sheet.shape[1] == 3 * (request.plan.kind(0).shape[1] + 6)
    assert (state / "strokes.npz").read_bytes() == b"somebody's"
    assert not (request.output / "training").exists()
    assert saved_maps_plan(request.output, network, state) == request.plan


@pytest.mark.slow
def test_it_goes_on_with_what_it_began_with(small, small_mnist: Path, tmp_path: Path):
    request = request_for(INK, small_mnist, tmp_path)
    train_maps(request, lambda _: None)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name in "ab":
        cv2.imwrite(str(pictures / f"{name}.png"), np.random.default_rng(1).integers(0, 255, (80, 80, 3)))
    others = replace(request.sources, photographs=(pictures,))
    with pytest.raises(DataError, match=r"another number of photographs \(0, now \d\).*what it had"):
        train_maps(replace(request, sources=others, resume=True), lambda _: None)


@pytest.mark.slow
def test_a_better_model_keeps_its_name(small, small_mnist: Path, tmp_path: Path, monkeypatch):
    request = request_for(INK, small_mnist, tmp_path)
    score = [0.5]
    validated = fit.validate

    def scored(*arguments):
        found = validated(*arguments)
        return type(found)(score[0], found.loss, found.rejected)

    monkeypatch.setattr(fit, "validate", scored)
    monkeypatch.setattr(store, "write_twin", lambda _, path, __: path.write_bytes(b""))
    first = train_maps(request, lambda _: None)
    score[0] = 0.25
    second = train_maps(request, lambda _: None)
    assert first.is_best
    assert not second.is_best
    assert [stored.path for stored in scan_models(request.output).of(INK)] == [first.path, second.path]


def test_there_must_be_something_to_resume(tmp_path: Path):
    with pytest.raises(DataError, match="no interrupted training"):
        saved_maps_plan(tmp_path, FINDER)
