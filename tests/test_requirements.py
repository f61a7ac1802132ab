"""What is installed: everything, or what reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def listed(name: str) -> set[str]:
    return set((ROOT / name).read_text(encoding="utf-8").split())


def test_what_reads_is_a_part_of_everything_and_has_no_tensorflow():
    assert listed("requirements-read.txt") < listed("requirements.txt")
    apart = {line.partition(">")[0] for line in listed("requirements.txt") - listed("requirements-read.txt")}
    assert apart == {"tensorflow", "matplotlib", "scikit-learn", "scipy"}


def test_reading_imports_nothing_that_only_training_needs():
    code = (
        "import sys, numpy as np, digitrec; digitrec.read(np.full((60, 90), 255, np.uint8)); "
        "import digitrec.files.documents, digitrec.cli.read.command, digitrec.cli.draw, digitrec.cli.doctor; "
        "print({'tensorflow', 'keras', 'matplotlib', 'sklearn', 'scipy', 'h5py', 'PIL', "
        "'dask', 'distributed', 'fsspec', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"
