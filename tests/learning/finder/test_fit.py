"""A training of a network of maps: what is interrupted goes on as if it had not been."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.finder import fit
from digitrec.learning.finder.batches import Batch, batches_of
from digitrec.learning.finder.fit import maps_training
from digitrec.learning.finder.plan import MapsPlan
from digitrec.learning.finder.validation import validate
from digitrec.learning.loop.progress import BatchDone, EpochDone
from digitrec.models.record import FINDER, INK, SINGLE
from tests.learning.finder.stand_in import pages_for
from tests.learning.finder.tiny_maps import tiny_finder, tiny_ink, tiny_single

pytestmark = pytest.mark.slow
NETWORKS = pytest.mark.parametrize("network", [FINDER, INK, SINGLE])
PAGES = 48


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fit.BUILDERS, FINDER, tiny_finder)
    monkeypatch.setitem(fit.BUILDERS, INK, tiny_ink)
    monkeypatch.setitem(fit.BUILDERS, SINGLE, tiny_single)


def plan_for(network: str, epochs: int) -> MapsPlan:
    return MapsPlan(
        network, epochs, batch_size=4, shard=PAGES, fresh=1, repeated=0, learning_rate=0.02, averaging=0.8
    )


def feed_of(network: str, stop_in: int | None = None):
    """Batches of the same pages in another light each epoch; Ctrl-C in the middle of one of them."""
    pages = pages_for(network, PAGES, 1)

    def feed(epoch: int) -> Iterator[Batch]:
        for number, batch in enumerate(batches_of(pages, 4, np.random.default_rng([1, epoch]))):
            if epoch == stop_in and number == 2:
                raise KeyboardInterrupt
            yield batch

    return feed


@NETWORKS
def test_what_was_interrupted_ends_like_what_was_not(tmp_path: Path, network: str):
    plan, held = plan_for(network, 3), [pages_for(network, 12, 9)]
    whole = maps_training(plan, feed_of(network), held, tmp_path / "whole.npz", lambda _: None).run()
    state = tmp_path / "state.npz"
    stopped = maps_training(plan, feed_of(network, 1), held, state, lambda _: None).run()
    assert stopped.interrupted
    assert stopped.state.done == 1
    again = maps_training(plan, feed_of(network), held, state, lambda _: None)
    again.resume()
    assert again.state == stopped.state
    resumed = again.run()
    assert not resumed.interrupted
    for one, other in zip(whole.model.get_weights(), resumed.model.get_weights(), strict=True):
        assert one == pytest.approx(other, abs=1e-5)
    pairs = zip(whole.state.curve, resumed.state.curve, strict=True)
    assert all(one == pytest.approx(other, abs=1e-4) for one, other in pairs)


@NETWORKS
def test_it_learns_and_keeps_its_best_epoch(tmp_path: Path, network: str):
    seen: list[object] = []
    held = [pages_for(network, 12, 9)]
    training = maps_training(plan_for(network, 5), feed_of(network), held, tmp_path / "s.npz", seen.append)
    fitted = training.run()
    epochs = [done for done in seen if isinstance(done, EpochDone)]
    assert [done.epoch for done in epochs] == [1, 2, 3, 4, 5]
    assert epochs[-1].loss < 0.7 * epochs[0].loss
    assert [point[0] for point in fitted.state.curve] == [PAGES * epoch for epoch in range(1, 6)]
    score = validate(fitted.model, held, network)
    assert score.accuracy == pytest.approx(fitted.state.best_accuracy)
    assert score.loss == pytest.approx(fitted.state.best_loss, rel=1e-4)
    assert fitted.state.best_accuracy == max(done.validation_accuracy for done in epochs)
    assert epochs[fitted.state.best_epoch - 1].improved
    assert all(done.step <= done.steps for done in seen if isinstance(done, BatchDone))


def test_ctrl_c_before_the_first_epoch_leaves_no_model(tmp_path: Path):
    held = [pages_for(FINDER, 6, 9)]
    state = tmp_path / "state.npz"
    assert maps_training(plan_for(FINDER, 2), feed_of(FINDER, 0), held, state, lambda _: None).run() is None
    assert not state.exists()


def test_a_training_of_the_other_network_is_not_gone_on_with(tmp_path: Path):
    state = tmp_path / "state.npz"
    held = [pages_for(INK, 6, 9)]
    maps_training(plan_for(INK, 1), feed_of(INK), held, state, lambda _: None).run()
    plan, others = plan_for(FINDER, 1), [pages_for(FINDER, 6, 9)]
    other = maps_training(plan, feed_of(FINDER), others, state, lambda _: None)
    with pytest.raises(DataError, match=r"^[^\n]{1,400} is of another network [^\n]{1,120}--resume\.$"):
        other.resume()
