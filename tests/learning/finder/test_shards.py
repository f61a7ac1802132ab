"""Pages made beforehand, and which of them a training learns from."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitrec.learning.finder import batches, plan, shards
from digitrec.learning.finder.batches import PageSource, held_out
from digitrec.learning.finder.plan import SHAPES, VALIDATION_SHAPES, MapsPlan, usual_plan
from digitrec.learning.finder.shards import Pages, Shard, pages_of
from digitrec.learning.loop.feed import open_feed
from digitrec.learning.pages.compose import PageKind
from digitrec.learning.pages.sources import PageSources
from digitrec.models.record import FINDER, INK

PAGE, CROP = PageKind((64, 96)), PageKind((64, 64), crop=True)
SMALL = {FINDER: ((64, 96), (64, 64)), INK: ((64, 64), (32, 64))}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings compose small pages."""
    monkeypatch.setattr(plan, "SHAPES", SMALL)
    monkeypatch.setattr(plan, "PAGE_AREA", {FINDER: 64 * 96, INK: 64 * 64})
    monkeypatch.setattr(batches, "VALIDATION_SHAPES", SMALL)


def alike(one: Pages, other: Pages) -> bool:
    for name in Pages.__slots__:
        a, b = getattr(one, name), getattr(other, name)
        if (a is None) != (b is None) or (a is not None and not np.array_equal(a, b)):
            return False
    return True


@pytest.mark.parametrize("kind", [PAGE, CROP], ids=["pages", "crops"])
def test_a_shard_is_made_once(kind, tmp_path: Path):
    shard = Shard(tmp_path / "deep", 1, 3, kind, 4)
    made = pages_of(shard, PageSources())
    assert shard.path.exists()
    assert made.images.shape == (4, *kind.shape, 3)
    stride = 2 if kind.crop else 4
    assert made.kernels.shape == (4, kind.shape[0] // stride, kind.shape[1] // stride)
    assert (made.ink is not None, made.heights is not None) == (kind.crop, not kind.crop)
    assert alike(pages_of(shard, None), made), "nothing is left to compose"


def test_the_same_seed_and_number_give_the_same_pages(tmp_path: Path):
    one, again, *others = (
        pages_of(Shard(tmp_path / str(place), seed, number, PAGE, 3), PageSources())
        for place, (seed, number) in enumerate([(1, 3), (1, 3), (2, 3), (1, 4)])
    )
    assert alike(one, again)
    assert not any(alike(one, other) for other in others)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"broken", id="no-archive"),
        pytest.param(None, id="cut-off"),
    ],
)
def test_a_broken_file_is_made_again(content, tmp_path: Path):
    shard = Shard(tmp_path, 1, 0, PAGE, 2)
    made = pages_of(shard, PageSources())
    whole = shard.path.read_bytes()
    shard.path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    assert alike(pages_of(shard, PageSources()), made)
    assert shard.path.read_bytes() == whole


def test_an_archive_of_something_else_is_made_again(tmp_path: Path):
    shard = Shard(tmp_path, 1, 0, PAGE, 2)
    np.savez(shard.path, something=np.arange(3))
    assert len(pages_of(shard, PageSources()).images) == 2


def test_a_full_disk_costs_nothing_but_time(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    assert len(pages_of(Shard(tmp_path / "file", 1, 0, PAGE, 2), PageSources()).images) == 2


def test_another_recipe_has_files_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shard = Shard(tmp_path, 1, 0, PAGE, 2)
    before = shard.path
    monkeypatch.setattr(shards, "RECIPE", shards.RECIPE + 1)
    assert shard.path != before
    names = {Shard(tmp_path, *facts).path for facts in ((1, 0, PAGE, 2), (1, 0, CROP, 2), (1, 0, PAGE, 3))}
    assert len(names) == 3


@pytest.mark.parametrize("network", [FINDER, INK])
def test_shards_have_whole_batches_of_about_the_same_area(network):
    for chosen in (
        usual_plan(network),
        MapsPlan(network, batch_size=3, shard=17),
        MapsPlan(network, shard=8),
    ):
        for number in range(2 * len(SHAPES[network])):
            kind = chosen.kind(number)
            assert kind.crop == (network == INK)
            batch, pages = chosen.batch(kind), chosen.pages(kind)
            assert batch >= 1
            assert pages % batch == 0
            assert 0.5 <= pages / batch / (chosen.shard / chosen.batch_size) <= 2
            assert all(side % 32 == 0 for side in kind.shape), "of a U-Net with five halvings"
    assert chosen.kind(1) == chosen.kind(1 + len(SHAPES[network]))
    assert all(side % 32 == 0 for shape in VALIDATION_SHAPES[network] for side in shape)


def test_an_epoch_has_its_new_shards_and_older_ones():
    chosen = MapsPlan(fresh=3, repeated=7)
    for epoch in (0, 4):
        order = chosen.shards(epoch)
        assert order == chosen.shards(epoch)
        assert len(order) == 10
        assert order[0] == 3 * epoch
        assert set(range(3 * epoch, 3 * epoch + 3)) <= set(order)
        for place, number in enumerate(order):  # nothing is repeated before it was made
            assert number in order[:place] or number < 3 * epoch or number == max(order[: place + 1])
    assert MapsPlan(repeated=0, fresh=2).shards(1) == [2, 3]


@pytest.mark.parametrize("network", [FINDER, INK])
def test_a_plan_goes_through_its_record(network):
    chosen = usual_plan(network)
    assert chosen.network == network
    assert MapsPlan.from_dict(chosen.to_dict()) == chosen


@pytest.mark.parametrize(
    "changes",
    [
        {"network": "classifier"},
        {"epochs": 0},
        {"batch_size": 0},
        {"shard": 4},
        {"fresh": 0},
        {"repeated": -1},
        {"validation": 0},
        {"learning_rate": 0.0},
        {"averaging": 1.0},
    ],
)
def test_plans_that_cannot_be_are_refused(changes):
    with pytest.raises(ValueError, match=r"network|MapsPlan|Rates"):
        replace(MapsPlan(), **changes)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("network", [FINDER, INK])
def test_validation_pages_are_the_same_for_every_training(network, tmp_path: Path):
    one, other = (
        held_out(PageSources(), MapsPlan(network, seed=seed, validation=2, shard=8), tmp_path / str(seed))
        for seed in (1, 2)
    )
    assert [pages.images.shape[1:3] for pages in one] == list(SMALL[network])
    assert all(alike(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("network", [FINDER, INK])
def test_an_epoch_is_fed_whole_batches_that_differ_from_the_last(network, tmp_path: Path):
    chosen = MapsPlan(network, epochs=2, batch_size=2, shard=4, fresh=1, repeated=1)
    with open_feed(PageSource(PageSources, chosen, tmp_path), workers=0) as feed:
        first, again, second = (list(feed(epoch)) for epoch in (0, 0, 1))
    assert all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, again, strict=True))
    assert len(first) >= 4
    for images, targets in (*first, *second):
        assert len(images) == chosen.batch(PageKind(images.shape[1:3], network == INK))
        assert all(len(target) == len(images) for target in targets)
    assert not all(np.array_equal(a, b) for (a, _), (b, _) in zip(first, second, strict=False))


def test_pages_do_not_depend_on_the_number_of_processes(tmp_path: Path):
    chosen = MapsPlan(INK, epochs=2, batch_size=1, shard=1, fresh=1, repeated=1)
    epochs = []
    for workers in (0, 1):
        source = PageSource(PageSources, chosen, tmp_path / str(workers))
        with open_feed(source, workers) as feed:
            epochs.append([batch for epoch in (0, 1) for batch in feed(epoch)])
    assert len(epochs[0]) == len(epochs[1]) >= 4
    for (images, targets), (other, others) in zip(*epochs, strict=True):
        # OpenCV rounds differently with other numbers of threads, by a grey level here and there.
        assert np.abs(images.astype(int) - other).mean() < 1
        for one, two in zip(targets, others, strict=True):
            assert np.abs(one - two).mean() < 0.02
