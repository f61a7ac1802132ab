"""Networks of maps among models of single digits, and the shapes that tell them apart."""

import pytest

from digitrec.errors import ModelError
from digitrec.models.architectures.maps import (
    FINDER_CHANNELS,
    FINDER_INPUT,
    INK_INPUT,
    MULTIPLE,
    SINGLE_INPUT,
)
from digitrec.models.engine import load_best
from digitrec.models.kinds import MODEL_KINDS, kind_of_shapes
from digitrec.models.map_engines import load_best_maps
from digitrec.models.map_shapes import (
    FINDER_SIZES,
    INK_SIZES,
    check_finder_shapes,
    check_ink_shapes,
    is_map_model,
    makes_ink,
    signature_of,
)
from digitrec.models.record import CLASSIFIER, FINDER, INK, KINDS, SEQUENCE, SINGLE, ModelRecord
from digitrec.models.store import find_models, scan_models, stored_model

INPUTS = {FINDER: FINDER_INPUT, INK: INK_INPUT, SINGLE: SINGLE_INPUT}
IMAGES, MAPS = (None, None, None, 3), (None, None, None, FINDER_CHANNELS)
ONE = (None, None, None, 1)


@pytest.fixture
def put_maps(put_archive, put_record):
    """Writes a network of maps with its record."""

    def put(name, kind, **changes):
        path = put_archive(name)
        put_record(path, **{"kind": kind, "normalisation": INPUTS[kind], "classes": 0} | changes)
        return path

    return put


def test_each_kind_is_listed_apart_best_first(put_archive, put_record, put_maps, tmp_path):
    put_record(put_archive("digits"), validation_accuracy=0.5)
    put_maps("finder", FINDER, validation_accuracy=0.7)
    put_maps("better_finder", FINDER, validation_accuracy=0.8)
    put_maps("ink", INK, validation_accuracy=0.9)
    scan = scan_models(tmp_path)
    assert [stored.name for stored in scan.of(CLASSIFIER)] == ["digits"]
    assert [stored.name for stored in scan.of(FINDER)] == ["better_finder", "finder"]
    assert [stored.name for stored in scan.of(INK)] == ["ink"]
    assert scan.of(SEQUENCE) == scan.sequences == scan.skipped == ()
    assert [stored.name for stored in find_models(tmp_path)] == ["digits"]


def test_a_folder_with_networks_of_maps_alone_reads_no_digits(put_maps, tmp_path):
    put_maps("best_finder_model", FINDER)
    put_maps("best_ink_model", INK)
    with pytest.raises(ModelError, match="No trained model"):
        load_best(tmp_path)


@pytest.mark.parametrize("kind", [FINDER, INK])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"normalisation": 99}, "normalisation 99", id="other-input"),
        pytest.param({"digest": "0"}, "another file", id="other-digest"),
    ],
)
def test_what_is_not_verified_is_passed_over_with_a_sentence(put_maps, tmp_path, kind, changes, reason):
    put_maps("maps", kind, **changes)
    scan = scan_models(tmp_path)
    assert scan.models == scan.of(kind) == ()
    (line,) = scan.skipped
    assert line.startswith("Skipped ")
    assert reason in line
    assert load_best_maps(tmp_path) == (None, ())


def test_without_a_record_it_is_taken_for_a_classifier(put_archive, tmp_path):
    stored = stored_model(put_archive("best_finder_model"))
    assert (stored.kind, stored.verified) == (CLASSIFIER, False)
    assert scan_models(tmp_path).of(FINDER) == ()


@pytest.mark.slow
@pytest.mark.parametrize("missing", [FINDER, INK])
def test_one_without_the_other_is_none(put_maps, tmp_path, missing):
    put_maps("maps", INK if missing == FINDER else FINDER)
    found, _ = load_best_maps(tmp_path)
    assert found is None


@pytest.mark.parametrize("kind", [FINDER, INK, SINGLE])
def test_a_record_of_maps_has_no_classes(kind):
    record = ModelRecord("maps", kind, 0, INPUTS[kind], kind=kind)
    assert ModelRecord.from_json(record.to_json()) == record
    for classes, other in ((11, kind), (0, CLASSIFIER), (0, SEQUENCE)):
        with pytest.raises(ValueError, match="classes"):
            ModelRecord("maps", kind, classes, 1, kind=other)


def test_every_kind_has_a_version_of_what_it_sees():
    assert set(MODEL_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    ("given", "is_one"),
    [
        (IMAGES, True),
        ([None, None, None, 3], True),
        ((None, None, None, 1), False),
        ((None, 64, 64, 3), False),
        ((None, 28, 28, 1), False),
        ((None, 32, None, 1), False),
        (None, False),
        ("images", False),
    ],
)
def test_networks_of_maps_are_known_by_their_input(given, is_one):
    assert is_map_model(given) is is_one


@pytest.mark.parametrize(
    ("made", "ink"), [([ONE, ONE], True), ((ONE, ONE), True), (MAPS, False), ([ONE], False), (None, False)]
)
def test_ink_networks_are_known_by_their_two_maps(made, ink):
    assert makes_ink(made) is ink


def _check_any(given, made):
    kind_of_shapes(given, made).check(given, made)


@pytest.mark.parametrize(
    ("given", "made", "kind"),
    [
        pytest.param((None, 28, 28, 1), (None, 11), CLASSIFIER, id="digits"),
        pytest.param((None, 32, None, 1), (None, None, 11), SEQUENCE, id="lines"),
        pytest.param(IMAGES, MAPS, FINDER, id="images"),
        pytest.param(IMAGES, [ONE, ONE], INK, id="cut-outs"),
        pytest.param(IMAGES, ONE, SINGLE, id="images-of-one-digit"),
    ],
)
def test_kinds_are_known_by_their_shapes(given, made, kind):
    assert kind_of_shapes(given, made) is MODEL_KINDS[kind]
    MODEL_KINDS[kind].check(given, made)
    for other in set(KINDS) - {kind}:
        with pytest.raises(ModelError, match="it takes"):
            MODEL_KINDS[other].check(given, made)


def test_shapes_are_held_to_what_is_wanted():
    check_finder_shapes(IMAGES, MAPS)
    check_ink_shapes(IMAGES, [ONE, ONE])


@pytest.mark.parametrize(
    ("check", "given", "made"),
    [
        pytest.param(check_finder_shapes, IMAGES, [ONE, ONE], id="ink-is-no-finder"),
        pytest.param(check_finder_shapes, IMAGES, (None, None, None, 4), id="too-few-maps"),
        pytest.param(check_finder_shapes, (None, 28, 28, 1), (None, 11), id="a-classifier-is-no-finder"),
        pytest.param(check_ink_shapes, IMAGES, MAPS, id="a-finder-is-no-ink-network"),
        pytest.param(check_ink_shapes, IMAGES, [ONE, MAPS], id="other-maps"),
        pytest.param(check_ink_shapes, (None, None, None, 1), [ONE, ONE], id="grey-images"),
        pytest.param(_check_any, IMAGES, (None, 11), id="neither"),
        pytest.param(_check_any, None, None, id="nothing"),
    ],
)
def test_other_shapes_are_refused_and_told(check, given, made):
    with pytest.raises(ModelError, match="it takes"):
        check(given, made)


def test_twins_look_at_sizes_that_the_networks_can_halve():
    for sizes in (FINDER_SIZES, INK_SIZES):
        assert len({signature_of(size) for size in sizes}) == len(sizes)
        assert all(side % MULTIPLE == 0 for size in sizes for side in size)
    assert (64, 64) in FINDER_SIZES
