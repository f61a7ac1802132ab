"""What holds for all tests."""

import pytest
from hypothesis import settings

# How long an example takes says nothing on a busy machine.
settings.register_profile("digitrec", deadline=None)
settings.load_profile("digitrec")


@pytest.fixture
def found_by_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where images are read to be learned from, a stand-in finds their ink, which knows simple drawings."""
    from tests.fakes import FakePage

    page = FakePage()
    monkeypatch.setattr(
        "digitrec.learning.data.class_folders.load_page_reader", lambda *_args, **_options: (page, ())
    )
    monkeypatch.setattr("digitrec.learning.sequences.sampler._page_reader", lambda: page)
