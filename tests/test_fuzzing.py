"""A few hundred broken files; `python -m tests.fuzzing` tries as many as are asked for."""

from __future__ import annotations

import pytest

from tests.fuzzing import fuzz, readers

FEW = 200


@pytest.mark.parametrize("name", readers())
def test_broken_files_are_refused_and_nothing_else(name):
    read, seeds = readers()[name]
    worst = fuzz(read, seeds(), FEW)
    assert worst.inputs >= FEW / 2
    assert 0 < worst.refused <= worst.inputs
