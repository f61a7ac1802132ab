"""What is installed: everything, or what reads."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def listed(name: str) -> set[str]:
    return set((ROOT / name).read_text(encoding="utf-8").split())


def test_what_reads_is_a_part_of_everything_and_has_no_tensorflow():
    assert listed("requirements-read.txt") < listed("requirements.txt")
    apart = {line.partition(">")[0] for line in listed("requirements.txt") - listed("requirements-read.txt")}
    assert apart == {"tensorflow", "matplotlib", "scikit-learn"}
