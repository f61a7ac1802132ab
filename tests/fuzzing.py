"""Broken files by the thousand: python -m tests.fuzzing [READER ...] --count 100000

Seeds of every kind are cut, overwritten, spliced and doubled by hypothesis; a reader may refuse what comes by
an error that users understand, and nothing else. Time and memory of the worst input are told.
"""

# ruff: noqa: T201 - a program

from __future__ import annotations

import argparse
import faulthandler
import io
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from digitrec.errors import DigitrecError
from digitrec.files.documents import open_pages
from digitrec.learning.data.arrays import read_idx, read_npz
from digitrec.models.archive import check_archive
from digitrec.models.record import load_record
from tests.fuzz_seeds import (
    archive_seeds,
    idx_seeds,
    image_seeds,
    layer_seeds,
    npy_seeds,
    npz_seeds,
    record_seeds,
    saved,
)

LONGEST = 10.0  # seconds
LARGEST = 500.0  # MB more than before
MOST_PAGES = 3  # of a document are decoded
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def read_image(content: bytes) -> None:
    document = open_pages(content)
    for index in range(min(len(document), MOST_PAGES)):
        document[index]


def _from_file(ending: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    folder = Path(
        tempfile.mkdtemp(prefix="digitrec-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    )

    def read_content(content: bytes) -> None:
        path = folder / f"file{ending}"
        path.write_bytes(content)
        read(path)

    return read_content


def _zipped(member: str, others: dict[str, bytes], read: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Puts what is broken into a whole zip file: past its checksums."""

    def read_member(content: bytes) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, body in {**others, member: content}.items():
                archive.writestr(name, body)
        read(file.getvalue())

    return read_member


def readers() -> dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]]:
    """Each reader, and what makes its seeds."""
    npz, archive = _from_file(".npz", read_npz), _from_file(".keras", check_archive)
    return {
        "image": (read_image, image_seeds),
        "record": (_from_file(".json", load_record), record_seeds),
        "npz": (npz, npz_seeds),
        "npy": (_zipped("x.npy", {"y.npy": saved(np.arange(3))}, npz), npy_seeds),
        "idx": (_from_file("", read_idx), idx_seeds),
        "idx.gz": (_from_file(".gz", read_idx), idx_seeds),
        "archive": (archive, archive_seeds),
        "layers": (
            _zipped("config.json", {"model.weights.h5": b""}, archive),
            layer_seeds,
        ),
    }


@st.composite
def broken(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with a few things wrong."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 2, 3, 6)))):
        where = st.integers(0, max(0, len(content) - 1)) | st.integers(0, min(64, max(0, len(content) - 1)))
        at, length = draw(where), draw(st.integers(1, 8))
        kind = draw(st.sampled_from(("overwrite", "extreme", "flip", "insert", "remove", "cut", "splice")))
        if kind == "overwrite":
            content[at : at + length] = draw(st.binary(min_size=length, max_size=length))
        elif kind == "extreme":
            content[at : at + length] = draw(st.sampled_from((b"\0", b"\xff", b"\x7f", b"\x80"))) * length
        elif kind == "flip" and content:
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "insert":
            content[at:at] = content[at : at + 50 * length]
        elif kind == "remove":
            del content[at : at + length]
        elif kind == "cut":
            del content[at:]
        else:
            other = draw(st.sampled_from(seeds))
            content[at:] = other[draw(st.integers(0, len(other) - 1)) :]
    return bytes(content)


@dataclass
class Worst:
    """The worst that was seen."""

    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0


def fuzz(read: Callable[[bytes], None], seeds: list[bytes], count: int) -> Worst:
    """Gives a reader so many broken files; raises what it should not have raised."""
    worst = Worst()

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(broken(seeds))
    def run(content: bytes) -> None:
        before = _memory("VmRSS", forget=True)
        start, lines = time.perf_counter(), 0
        faulthandler.dump_traceback_later(6 * LONGEST, exit=True)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                read(content)
        except DigitrecError as error:
            worst.refused += 1
            lines = str(error).count("\n")
        finally:
            faulthandler.cancel_dump_traceback_later()
        worst.inputs += 1
        seconds = time.perf_counter() - start
        megabytes = _memory("VmHWM") - before
        worst.seconds, worst.megabytes = max(worst.seconds, seconds), max(worst.megabytes, megabytes)
        assert not lines, "a message of several lines"
        assert seconds < LONGEST, f"{seconds:.1f} s"
        assert megabytes < LARGEST, f"{megabytes:.0f} MB"

    run()
    return worst


def _memory(name: str, forget: bool = False) -> float:
    """Megabytes in memory, now (VmRSS) or at most (VmHWM) since it was told to forget; 0 where not known."""
    if not STATUS.exists():
        return 0.0
    if forget:
        FORGET.write_text("5", encoding="ascii")
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(readers()))
    parser.add_argument("--count", type=int, default=100_000)
    options = parser.parse_args()
    for name, (read, seeds) in readers().items():
        if not options.readers or name in options.readers:
            start = time.perf_counter()
            print(
                name, fuzz(read, seeds(), options.count), f"{time.perf_counter() - start:.0f} s", flush=True
            )


if __name__ == "__main__":
    main()
