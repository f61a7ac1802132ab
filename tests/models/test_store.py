from __future__ import annotations

import pytest

from digitrec.errors import ModelError
from digitrec.models.store import find_models, scan_models, stored_model
from digitrec.page.normalise import NORMALISATION


def test_best_is_the_highest_validation_accuracy_and_nothing_else(put_archive, put_record, tmp_path):
    put_record(put_archive("best_advanced_model"), validation_accuracy=0.991, test_accuracy=0.999)
    put_record(put_archive("a_first"), validation_accuracy=0.98)
    put_record(put_archive("z_last"), validation_accuracy=0.997)
    put_record(put_archive("no_score"), validation_accuracy=None)
    put_archive("a_foreign")
    names = [stored.name for stored in find_models(tmp_path)]
    assert names == ["z_last", "best_advanced_model", "a_first", "no_score", "a_foreign"]


def test_of_models_as_good_the_smallest_is_the_best(put_archive, put_record, tmp_path):
    for name, accuracy, parameters in (
        ("large", 0.997, 900),
        ("small", 0.9962, 300),
        ("small_and_worse", 0.996, 300),
        ("tiny_and_bad", 0.99, 10),
    ):
        put_record(put_archive(name), validation_accuracy=accuracy, parameters=parameters)
    names = [stored.name for stored in find_models(tmp_path)]
    assert names == ["small", "large", "small_and_worse", "tiny_and_bad"]


def test_ties_go_by_name(put_archive, put_record, tmp_path):
    for name in "bca":
        put_record(put_archive(name))
    assert [stored.name for stored in find_models(tmp_path)] == ["a", "b", "c"]


def test_a_model_without_record_is_unverified(put_archive):
    stored = stored_model(put_archive("a"))
    assert not stored.verified
    assert stored.validation_accuracy is None
    assert "no record" in stored.note


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param({"digest": "0" * 64}, "another file", id="other-digest"),
        pytest.param({"normalisation": NORMALISATION + 1}, "normalisation", id="other-road"),
    ],
)
def test_a_record_that_does_not_fit_is_not_believed(put_archive, put_record, changes, note):
    stored = stored_model(put_record(put_archive("a"), **changes))
    assert not stored.verified
    assert note in stored.note


def test_a_broken_record_is_not_believed(put_archive):
    path = put_archive("a")
    path.with_suffix(".json").write_text("{", encoding="utf-8")
    assert "not JSON" in stored_model(path).note


def test_broken_files_are_skipped_with_a_sentence_each(put_archive, put_record, tmp_path):
    put_record(put_archive("good"))
    (tmp_path / "broken.keras").write_bytes(b"PK\x03\x04")
    put_archive("hostile", {"config": {"layers": [{"module": "os", "class_name": "system"}]}})
    scan = scan_models(tmp_path)
    assert [stored.name for stored in scan.models] == ["good"]
    assert ["broken.keras" in line for line in scan.skipped] == [True, False]
    assert "hostile.keras" in scan.skipped[1]
    assert all("\n" not in line for line in scan.skipped)


def test_half_written_files_are_not_seen(put_archive, tmp_path):
    put_archive(".best_model.123")
    assert find_models(tmp_path) == ()


def test_a_folder_that_does_not_exist_holds_no_models(tmp_path):
    assert find_models(tmp_path / "nowhere") == ()


def test_a_path_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"no model file .*gone\.keras"):
        stored_model(tmp_path / "gone.keras")
