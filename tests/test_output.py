"""The models that come with the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitrec.models.record import KINDS
from digitrec.models.store import scan_models
from digitrec.models.twin import fresh_twin

OUTPUT = Path(__file__).parents[1] / "output"
SCAN = scan_models(OUTPUT)


@pytest.mark.parametrize("stored", [s for kind in KINDS for s in SCAN.of(kind)], ids=lambda s: s.name)
def test_every_model_is_verified_and_has_its_twin(stored):
    assert stored.verified, stored.note
    assert fresh_twin(stored.twin, stored.digest) is not None


def test_none_is_passed_over():
    assert SCAN.skipped == ()
