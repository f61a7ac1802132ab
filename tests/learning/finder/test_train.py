"""Whole trainings of the page networks: a few small pages, two epochs."""

from dataclasses import replace
from pathlib import Path

import pytest

from digitrec.errors import DataError, ModelError
from digitrec.learning.finder import batches, plan
from digitrec.learning.finder.batches import PageSource, held_out
from digitrec.learning.finder.fit import maps_training
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.targets import IGNORED, KERNEL
from digitrec.learning.finder.train import (
    MapsRequest,
    PageSourcePaths,
    maps_folder,
    saved_maps_plan,
    train_maps,
)
from digitrec.learning.finder.validation import kernel_probabilities, validate
from digitrec.learning.loop.feed import open_feed
from digitrec.learning.loop.progress import EpochDone, Progress
from digitrec.learning.loop.result import best_name
from digitrec.learning.loop.state import Fitted
from digitrec.learning.pages.sources import PageSources
from digitrec.models.record import FINDER, INK, SINGLE
from digitrec.models.store import scan_models, stored_model

pytestmark = pytest.mark.slow

SMALL = dict.fromkeys((FINDER, INK, SINGLE), ((64, 64),))
PLAN = MapsPlan(epochs=3, batch_size=2, shard=4, fresh=1, repeated=0, validation=4)
NETWORKS = pytest.mark.parametrize("network", [FINDER, INK, SINGLE])


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHAPES", SMALL)
    monkeypatch.setattr(plan, "PAGE_AREA", dict.fromkeys(SMALL, 64 * 64))
    monkeypatch.setattr(batches, "VALIDATION_SHAPES", SMALL)


class StopAfter:
    """Presses Ctrl-C once an epoch is done."""

    def __init__(self, epoch: int = 99) -> None:
        self.epoch, self.seen = epoch, list[Progress]()

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)
        if isinstance(progress, EpochDone) and progress.epoch == self.epoch:
            raise KeyboardInterrupt


def trained(chosen: MapsPlan, folder: Path, stop: int = 99, resume: bool = False) -> tuple[Fitted, StopAfter]:
    watch = StopAfter(stop)
    pages = held_out(PageSources(), chosen, folder)
    with open_feed(PageSource(PageSources, chosen, folder), workers=0) as feed:
        training = maps_training(chosen, feed, pages, folder / "state.npz", watch)
        if resume:
            training.resume()
        fitted = training.run()
    assert fitted is not None
    return fitted, watch


def test_a_resumed_training_ends_where_an_unbroken_one_ends(tmp_path: Path):
    chosen = PLAN
    unbroken, seen = trained(chosen, tmp_path / "a")
    stopped, _ = trained(chosen, tmp_path / "b", stop=1)
    resumed, rest = trained(chosen, tmp_path / "b", resume=True)
    assert (unbroken.interrupted, stopped.interrupted, resumed.interrupted) == (False, True, False)
    assert (stopped.state.done, resumed.state.done) == (1, 3)
    done = [[one for one in watch.seen if isinstance(one, EpochDone)] for watch in (seen, rest)]
    assert [one.epoch for one in done[0]] == [1, 2, 3]
    assert [one.epoch for one in done[1]] == [2, 3]
    assert [one.loss for one in done[1]] == pytest.approx([one.loss for one in done[0][1:]], rel=1e-3)
    assert [point[0] for point in resumed.state.curve] == [4, 8, 12]
    for point, other in zip(resumed.state.curve, unbroken.state.curve, strict=True):
        assert point == pytest.approx(other, rel=1e-3, abs=1e-4)
    for one, other in zip(resumed.model.get_weights(), unbroken.model.get_weights(), strict=True):
        assert one == pytest.approx(other, rel=1e-2, abs=1e-3)


@NETWORKS
def test_what_is_validated_best_is_what_comes_of_it(network, tmp_path: Path):
    chosen = replace(PLAN, network=network, epochs=2)
    fitted, _ = trained(chosen, tmp_path)
    pages = held_out(PageSources(), chosen, tmp_path)
    found = validate(fitted.model, pages, network)
    assert found.accuracy == pytest.approx(fitted.state.best_accuracy, abs=1e-3)
    assert found.loss == pytest.approx(fitted.state.best_loss, rel=1e-3)
    assert 0 <= found.rejected <= 1
    probabilities, labels = kernel_probabilities(fitted.model, pages, network)
    (some,) = pages
    counts, true = some.kernels != IGNORED, some.kernels == KERNEL
    if network == SINGLE:
        counts = ~some.ignored
        true = (some.ink >= 128) & counts
    assert len(labels) == counts.sum()
    assert labels.sum() == true.sum()
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_it_learns(tmp_path: Path):
    chosen = replace(PLAN, network=INK, epochs=12, learning_rate=5e-3, averaging=0.5, fresh=2, warm_up=0.5)
    _, watch = trained(chosen, tmp_path)
    losses = [one.loss for one in watch.seen if isinstance(one, EpochDone)]
    assert min(losses[-4:]) < 0.7 * losses[0]


def test_another_networks_training_is_not_resumed(tmp_path: Path):
    trained(replace(PLAN, network=INK, epochs=1), tmp_path)
    with pytest.raises(DataError, match="another network"):
        trained(replace(PLAN, network=FINDER, epochs=1), tmp_path, resume=True)


def test_there_must_be_something_to_resume(tmp_path: Path):
    with pytest.raises(DataError, match="no interrupted training"):
        saved_maps_plan(tmp_path, FINDER)


def test_a_training_ends_in_a_model_of_the_store(small_mnist: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(
        "digitrec.models.map_shapes.INK_SIZES", ((64, 64), (64, 128))
    )  # a twin takes its time
    monkeypatch.setattr("digitrec.learning.pages.sources._print_fonts", list)
    chosen = replace(PLAN, network=INK, epochs=1)
    request = MapsRequest(chosen, tmp_path, PageSourcePaths((str(small_mnist),)), "the command", workers=0)
    stale = maps_folder(tmp_path, INK) / "crops_1_1_00007_64x64_4.npz"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"pages of other sources")
    done = train_maps(request, lambda _: None)
    assert done is not None
    assert done.is_best
    assert not stale.exists()
    record = stored_model(done.path).record
    assert record is not None
    assert (record.name, record.kind, record.classes) == (best_name(INK), INK, 0)
    assert record.training["command"] == "the command"
    assert record.training["validation"]["pages"] == 4
    assert len(record.training["curve"]["epochs"]) == 1
    assert record.temperature > 0
    assert [stored.name for stored in scan_models(tmp_path).of(INK)] == [best_name(INK)]
    assert done.path.with_suffix(".tflite").is_file()
    assert saved_maps_plan(tmp_path, INK) == chosen


def test_a_training_starts_from_a_model_that_is_there(small_mnist: Path, tmp_path: Path):
    nothing = tmp_path / "former.keras"
    request = MapsRequest(PLAN, tmp_path, PageSourcePaths((str(small_mnist),)), start=nothing, workers=0)
    with pytest.raises(ModelError, match=r"former\.keras"):
        train_maps(request, lambda _: None)
