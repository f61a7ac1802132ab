from __future__ import annotations

import io
import pickle
import subprocess
import sys

import numpy as np
import pytest

import digitrec
from digitrec import api
from digitrec.errors import InputError
from tests.fakes import FakeReader, reading
from tests.files.samples import encoded, gradient, pages

PNG = encoded("png")


@pytest.fixture
def reader(monkeypatch):
    """The reader that is loaded when none is given."""
    fake = FakeReader([reading(*"1"), reading(*"2"), reading(*"3")])
    monkeypatch.setattr(api, "_default", [fake])
    return fake


def test_one_call(reader, tmp_path):
    (tmp_path / "a.png").write_bytes(PNG)
    assert str(digitrec.read(tmp_path / "a.png")) == "1"
    assert np.array_equal(reader.images[0], gradient())


def test_a_reader_of_ones_own(reader):
    own = FakeReader(reading("42"))
    assert digitrec.read(PNG, reader=own).text == "42"
    assert not reader.images


def test_rgb(reader):
    image = gradient()
    image[..., 0] = 7
    digitrec.read(image, rgb=True)
    assert np.array_equal(reader.images[0], image[..., ::-1])


def test_a_list_gives_a_list(reader):
    assert [r.text for r in digitrec.read([PNG, gradient()])] == ["1", "2"]
    assert digitrec.read(()) == []


def test_many_are_read_when_they_are_asked_for(reader):
    asked = []

    def sources():
        for number in range(3):
            asked.append(number)
            yield PNG

    readings = digitrec.read_many(sources())
    assert asked == []
    assert next(readings).text == "1"
    assert asked == [0]
    assert [r.text for r in readings] == ["2", "3"]


def test_what_cannot_be_read_is_told_and_the_others_are_read(reader):
    told = []
    found = list(digitrec.read_many([PNG, b"no", None, PNG], on_error=lambda s, e: told.append((s, str(e)))))
    assert [r and r.text for r in found] == ["1", None, None, "2"]
    assert [source for source, _ in told] == [b"no", None]
    with pytest.raises(digitrec.ImageError, match="the bytes given"):
        list(digitrec.read_many([PNG, b"no"]))


def test_documents(reader):
    document = pages(3)
    with pytest.raises(InputError, match=r"3 pages.*page=1.*read_many"):
        digitrec.read(document)
    digitrec.read(document, page=2)
    assert reader.images[-1].shape[0] == 21
    assert [r.text for r in digitrec.read_many(document)] == ["2", "3", "3"]
    for wrong in (0, 4):
        with pytest.raises(InputError, match="1 to 3"):
            digitrec.read(document, page=wrong)
    with pytest.raises(InputError, match="page"):
        digitrec.read([document], page=1)


def test_a_list_of_numbers_is_no_image(reader):
    with pytest.raises(TypeError, match="got list"):
        digitrec.read([[0, 255], [255, 0]])
    with pytest.raises(TypeError, match="got int"):
        digitrec.read([0, 255])


@pytest.mark.parametrize("one", [PNG, io.BytesIO(PNG), gradient(), "data:,x", 5])
def test_one_source_is_not_taken_for_many(one):
    assert api._is_one(one)


def test_what_was_read_can_be_shown(reader, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.png").write_bytes(PNG)
    for source in ("a.png", PNG, io.BytesIO(PNG), gradient()):
        assert digitrec.read(source).annotate().shape == (20, 40, 3)
    shown = digitrec.read("a.png")
    monkeypatch.chdir("/")
    assert shown._repr_png_()
    assert pickle.loads(pickle.dumps(shown)) == shown
    assert pickle.loads(pickle.dumps(shown)).picture is None


def test_of_many_only_paths_are_kept(reader, tmp_path):
    (tmp_path / "a.png").write_bytes(PNG)
    of_path, of_bytes = digitrec.read_many([tmp_path / "a.png", PNG])
    assert of_path.picture().shape == (20, 40, 3)
    assert of_bytes.picture is None


def test_a_larger_image_is_refused(reader):
    with pytest.raises(digitrec.ImageError, match="40 x 20"):
        digitrec.read(PNG, max_pixels=700)


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, digitrec; print({'numpy', 'cv2', 'scipy', 'PIL', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_public_names():
    assert set(digitrec.__all__) <= set(dir(digitrec))
    assert all(getattr(digitrec, name) for name in digitrec.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        digitrec.nothing  # noqa: B018
