"""Models of whole lines among models of single digits."""

import pytest

from digitrec.errors import ModelError
from digitrec.models.engine import load_best, load_engine
from digitrec.models.record import CLASSIFIER, SEQUENCE, ModelRecord
from digitrec.models.sequence_engine import load_best_sequence
from digitrec.models.store import find_models, scan_models, stored_model
from digitrec.page.normalise_line import LINE_NORMALISATION


@pytest.fixture
def put_sequence(put_archive, put_record):
    def put(name, **changes):
        path = put_archive(name)
        put_record(path, **{"kind": SEQUENCE, "normalisation": LINE_NORMALISATION} | changes)
        return path

    return put


def test_a_sequence_model_is_no_classifier(put_archive, put_record, put_sequence, tmp_path):
    put_record(put_archive("digits"), validation_accuracy=0.5)
    put_sequence("lines", validation_accuracy=0.9)
    put_sequence("better_lines", validation_accuracy=0.95)
    scan = scan_models(tmp_path)
    assert [stored.name for stored in scan.models] == ["digits"]
    assert [stored.name for stored in scan.sequences] == ["better_lines", "lines"]
    assert [stored.name for stored in find_models(tmp_path)] == ["digits"]


def test_a_folder_with_nothing_else_has_no_model(put_sequence, tmp_path):
    put_sequence("lines")
    with pytest.raises(ModelError, match="No trained model"):
        load_best(tmp_path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"normalisation": LINE_NORMALISATION + 1}, "normalisation"), ({"digest": "0"}, "another file")],
)
def test_a_sequence_model_that_is_not_verified_is_passed_over(put_sequence, tmp_path, changes, reason):
    put_sequence("lines", **changes)
    scan = scan_models(tmp_path)
    assert not scan.models
    assert not scan.sequences
    assert reason in scan.skipped[0]


def test_a_sequence_model_by_name_reads_no_single_digits(put_sequence):
    with pytest.raises(ModelError, match="reads whole lines"):
        load_engine(stored_model(put_sequence("lines")))


def test_no_sequence_model_is_no_error(tmp_path):
    assert load_best_sequence(tmp_path) == (None, None, ())


def test_the_kind_is_kept_in_the_record():
    record = ModelRecord("lines", "sequence", 11, LINE_NORMALISATION, kind=SEQUENCE)
    assert ModelRecord.from_json(record.to_json()) == record
    with pytest.raises(ValueError, match="kind"):
        ModelRecord("lines", "sequence", 11, 1, kind="other")


def test_records_of_before_are_of_classifiers():
    text = '{"name": "a", "architecture": "advanced", "classes": 11, "normalisation": 1}'
    assert ModelRecord.from_json(text).kind == CLASSIFIER
