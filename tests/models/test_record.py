from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.errors import ModelError
from digitrec.models.record import OTHER_WRITERS, SEQUENCE, ModelRecord, load_record

share = st.none() | st.floats(0, 1)


@given(
    record=st.builds(
        ModelRecord,
        name=st.text(),
        architecture=st.text(),
        classes=st.sampled_from([10, 11]),
        normalisation=st.integers(1, 9),
        validation_accuracy=share,
        test_accuracy=share,
        temperature=st.floats(0.01, 100),
        training=st.dictionaries(st.text(), st.integers() | st.text()),
    )
)
def test_json_there_and_back(record):
    assert ModelRecord.from_json(record.to_json()) == record


def test_fields_of_a_later_version_are_passed_over():
    record = ModelRecord("a", "advanced", 10, 1)
    text = json.dumps(json.loads(record.to_json()) | {"colour": "blue"})
    assert ModelRecord.from_json(text) == record


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("{", "not JSON", id="cut-short"),
        pytest.param("[]", "not a JSON object", id="a-list"),
        pytest.param("{}", "unusable", id="empty"),
        pytest.param('{"name": 1}', "name is 1", id="name-is-a-number"),
        pytest.param(
            '{"name":"a","architecture":"b","classes":12,"normalisation":1}', "classes", id="twelve-classes"
        ),
        pytest.param(
            '{"name":"a","architecture":"b","classes":10,"normalisation":1,"validation_accuracy":99.7}',
            "accuracies",
            id="per-cents",
        ),
        pytest.param(
            '{"name":"a","architecture":"b","classes":10,"normalisation":1,"temperature":0}',
            "temperature",
            id="no-temperature",
        ),
        pytest.param(
            '{"name":"a","architecture":"b","classes":10,"normalisation":1,"validation_accuracy":NaN}',
            "accuracies",
            id="not-a-number",
        ),
    ],
)
def test_what_is_no_record_is_refused(text, says):
    with pytest.raises(ModelError, match=says):
        ModelRecord.from_json(text)


def test_a_record_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="cannot be read"):
        load_record(path)


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ({}, (0.99 + OTHER_WRITERS) / 2),
        ({"accuracy": 0.97}, 0.98),
        ({"accuracy": "high"}, (0.99 + OTHER_WRITERS) / 2),
    ],
)
def test_digit_models_are_ranked_by_images_and_other_writers(written, score):
    facts = {"validation": {"written": written}}
    record = ModelRecord("a", "b", 11, 1, validation_accuracy=0.99, training=facts)
    assert record.score == pytest.approx(score)
    assert ModelRecord("a", "b", 11, 1).score is None
    line = ModelRecord("a", "b", 11, 1, validation_accuracy=0.9, training=facts, kind=SEQUENCE)
    assert line.score == 0.9
