"""What holds for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing on a busy machine.
settings.register_profile("digitrec", deadline=None)
settings.load_profile("digitrec")


@pytest.fixture(scope="session", autouse=True)
def nothing_taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads with what somebody has taught on this machine, or teaches there; where it would lie."""
    folder = tmp_path_factory.mktemp("hand") / "handwriting"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digitrec.handwriting.opening.hand_folder", lambda: folder)
        yield folder


@pytest.fixture
def found_by_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where images are read to be learned from, a stand-in finds their ink, which knows simple drawings."""
    from tests.fakes import FakePage

    page = FakePage()
    monkeypatch.setattr(
        "digitrec.learning.data.class_folders.load_page_reader", lambda *_args, **_options: (page, ())
    )
    for module in ("sampler", "shards"):
        monkeypatch.setattr(f"digitrec.learning.sequences.{module}.page_reader", lambda: page)
