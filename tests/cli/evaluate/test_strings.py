"""Whole numbers measured: by each reader that is given, on the same pictures."""

import json
from functools import partial

import cv2
import numpy as np

from digitrec.cli.evaluate.strings import print_strings, read_text
from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation.strings import KINDS, share_exact
from digitrec.reading.reader import Reader
from tests.fakes import FakeEngine, FakePage


def sevens() -> Images:
    ink = np.zeros((28, 28), np.uint8)  # too wide for two of them to be one digit
    cv2.circle(ink, (14, 14), 10, 255, 3)
    return Images(np.stack([ink] * 4), np.full(4, 7))


def reader_of(label: int) -> Reader:
    return Reader(FakeEngine(label, 0.99), page=FakePage())


def show_strings(readers, digits, count, seed, as_json):
    shares = (
        share_exact(partial(read_text, reader), digits, kind, count, seed)
        for kind in KINDS
        for reader in readers.values()
    )
    print_strings(list(readers), shares, count, as_json)


def test_each_reader_has_a_column(capsys):
    readers = {"right": reader_of(7), "wrong": reader_of(3)}
    show_strings(readers, sevens(), count=2, seed=1, as_json=False)
    table = capsys.readouterr().out.splitlines()
    assert table[2].split() == ["right", "wrong"]
    assert table[3].split() == ["clean", "100.00", "0.00"]


def test_json_names_kind_and_reader(capsys):
    show_strings({"right": reader_of(7)}, sevens(), count=2, seed=1, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["kind"] for row in rows] == ["clean", "touching", "turned", "uneven light"]
    assert rows[0].pop("schema") == 1
    assert rows[0] == {"section": "strings", "model": "right", "kind": "clean", "images": 2, "exact": 1.0}
