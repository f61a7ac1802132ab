from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError

import pytest

from digitrec.cli import doctor
from digitrec.cli.main import main


@pytest.mark.parametrize(
    ("version", "fine"), [((3, 9), False), ((3, 10), True), ((3, 13), True), ((3, 14), False)]
)
def test_python_version(version, fine):
    assert doctor.python_version(version).fine is fine


def test_a_missing_package_names_the_remedy():
    def find(name):
        raise PackageNotFoundError(name)

    finding = doctor.package("numpy", find)
    assert not finding.fine
    assert "pip install numpy" in finding.text
    finding = doctor.package("tensorflow", find, only_for="training")
    assert finding.fine
    assert "only training needs: pip install tensorflow" in finding.text


@pytest.mark.parametrize(
    ("build", "backend"),
    [
        pytest.param("  GUI:                           QT5\n    QT:  YES (ver 5.15.16 )\n", "QT5", id="qt"),
        pytest.param("  GUI: \n    GTK+:                        YES\n", "GTK+", id="gtk"),
        pytest.param("  GUI:                           NONE\n", "", id="headless"),
        pytest.param("General configuration\n", "", id="not-said"),
    ],
)
def test_gui_backend(build, backend):
    assert doctor.gui_backend(build) == backend


def test_no_model_is_told_with_its_remedy(tmp_path):
    (finding,) = doctor.model_store(tmp_path)
    assert not finding.fine
    assert "digitrec train" in finding.text


def test_camera(tmp_path):
    assert "none found" in doctor.camera(tmp_path, "linux").text
    (tmp_path / "video0").touch()
    assert str(tmp_path / "video0") in doctor.camera(tmp_path, "linux").text
    assert doctor.camera(tmp_path, "darwin").fine


def test_every_line_is_ok_or_a_remedy(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    assert main(["doctor", "--models", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert {line[:2] for line in lines} <= {"ok", "!!"}
    topics = {line[4:18].strip() for line in lines}
    assert main(["doctor", "--models", str(tmp_path), "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["topic"] for one in found] == [line[4:18].strip() for line in lines]
    assert {one["schema"] for one in found} == {1}
    assert {"Python", "OpenCV", "display", "LiteRT", "models", "camera"} <= topics
