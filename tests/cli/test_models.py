from __future__ import annotations

import json
import zipfile

import pytest

from digitrec.cli.main import main
from digitrec.models.files import digest_of
from digitrec.models.record import ModelRecord
from digitrec.page.normalise import NORMALISATION


@pytest.fixture
def folder(tmp_path):
    for name, validation, test in (
        ("first", 0.9961, 0.9990),
        ("second", 0.9974, 0.9970),
        ("foreign", None, None),
    ):
        path = tmp_path / f"{name}.keras"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", '{"config": {}}')
            archive.writestr("model.weights.h5", name)
        if validation is not None:
            record = ModelRecord(
                name, "advanced", 11, NORMALISATION, 390_123, validation, test, digest=digest_of(path)
            )
            path.with_suffix(".json").write_text(record.to_json(), encoding="utf-8")
    (tmp_path / "broken.keras").write_bytes(b"")
    return tmp_path


def test_the_best_comes_first_with_its_reason(folder, capsys):
    assert main(["models", "--models", str(folder)]) == 0
    out, err = capsys.readouterr()
    rows = [line for line in out.splitlines() if line[:1] in "* " and line.strip()]
    assert rows[1].split() == ["*", "second", "advanced", "99.74", "%", "99.70", "%", "390,123", "0.0", "MB"]
    assert [row.split()[0] for row in rows[2:]] == ["first", "foreign"]
    assert "unverified: it has no record" in rows[3]
    assert out.splitlines()[-1].startswith("second is the best: the highest recorded validation accuracy")
    assert out.splitlines()[0] == f"Models in {folder}"
    assert err.count("\n") == 1
    assert "broken.keras" in err


def test_json_is_one_object_a_line(folder, capsys):
    assert main(["models", "--models", str(folder), "--json"]) == 0
    models = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [model["name"] for model in models] == ["second", "first", "foreign"]
    assert [model["best"] for model in models] == [True, False, False]
    assert models[0]["validation_accuracy"] == 0.9974
    assert models[0]["parameters"] == 390_123
    assert models[0]["why"]
    assert models[2]["verified"] is False


def test_an_empty_folder_says_what_to_do(tmp_path, capsys):
    assert main(["models", "--models", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "Train one: digitrec train" in err
