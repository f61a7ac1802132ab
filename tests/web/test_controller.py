from __future__ import annotations

import threading
from pathlib import Path

import pytest

from digitrec.models.store import Scan, StoredModel
from digitrec.web import controller as module
from digitrec.web.controller import MOST_READERS, Controller


@pytest.fixture
def models(monkeypatch) -> list[StoredModel]:
    found = [StoredModel(Path(f"{name}.keras"), name) for name in ("fast", "slow", "a", "b", "c")]
    monkeypatch.setattr(module, "scan_models", lambda _: Scan(tuple(found)))
    return found


def test_a_model_that_takes_long_to_load_keeps_nobody_from_reading_with_another(models):
    loading, go_on, opened = threading.Event(), threading.Event(), []

    def opener(path):
        opened.append(path.stem)
        if path.stem == "slow":
            loading.set()
            go_on.wait()
        return path.stem

    controller = Controller(Path("output"), opener)
    waiting = [threading.Thread(target=controller.reader, args=("slow",)) for _ in range(2)]
    for thread in waiting:
        thread.start()
    loading.wait()
    assert controller.reader("fast") == "fast"
    go_on.set()
    for thread in waiting:
        thread.join()
    assert opened == ["slow", "fast"]  # each once, however many ask


def test_only_a_few_readers_are_kept(models):
    opened = []
    controller = Controller(Path("output"), lambda path: opened.append(path.stem) or path.stem)
    for name in ("fast", "slow", "a", "b", "fast", "c", "fast", "slow"):
        assert controller.reader(name) == name
    assert MOST_READERS == 4
    assert opened == ["fast", "slow", "a", "b", "c", "slow"]
