from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from digitrec.cli.bench import command as bench
from digitrec.cli.bench import images
from digitrec.cli.main import main
from digitrec.models.store import StoredModel
from tests.fakes import FakeEngine, FakePage


@pytest.mark.parametrize(
    ("image", "shape"),
    [
        (images.frame(), (480, 640, 3)),
        (images.photo(), (3000, 4000, 3)),
        (images.cheque(), (90, 420, 3)),
        (images.canvas(), (480, 720)),
        (images.digit(), (120, 120)),
    ],
    ids=["frame", "photo", "cheque", "canvas", "digit"],
)
def test_images(image, shape):
    assert image.shape == shape
    assert image.dtype == np.uint8
    assert int(image.max()) - int(image.min()) > 100


def test_every_stage_is_timed(monkeypatch, capsys):
    stored = StoredModel(Path("fake.keras"), "")
    monkeypatch.setattr(bench, "load_best", lambda *_: (stored, FakeEngine(), ()))
    monkeypatch.setattr(bench, "load_page_reader", lambda *_: (FakePage(), ()))
    monkeypatch.setattr(bench, "WARM_UP", 0)
    monkeypatch.setattr(bench, "LEAST_RUNS", 1)
    monkeypatch.setattr(images, "photo", images.cheque)
    assert main(["bench", "--json", "--no-keras", "--seconds", "0"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    stages = {(row["group"], row["what"]) for row in rows}
    assert {what for group, what in stages if group == "model"} == {
        f"LiteRT, {count} at once" for count in (1, 10, 64)
    }
    assert ("canvas, 10 digits", "all of it") in stages
    for page in ("640x480 frame, 5 digits", "12-megapixel photo", "cheque amount"):
        assert {"find", "cut out, ink, rows", "all of it"} <= {
            what for group, what in stages if group == page
        }
    assert all(row["median_ms"] >= 0 and row["runs"] >= bench.LEAST_RUNS for row in rows)


def test_the_table_gives_a_line_a_stage(monkeypatch, capsys):
    monkeypatch.setattr(bench, "load_best", lambda *_: (StoredModel(Path("a.keras"), ""), FakeEngine(), ()))
    monkeypatch.setattr(
        bench, "_timings", lambda *_: iter([bench.Timing("one digit", "normalise", 0.5, 0.7, 9)])
    )
    monkeypatch.setattr(bench, "_show_ratios", lambda _: None)
    assert main(["bench"]) == 0
    assert "one digit: normalise" in capsys.readouterr().out
