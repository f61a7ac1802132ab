import io
import stat
import zipfile

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.web.archive import unpack_class_folders
from digitrec.web.limits import Limits
from tests.web.conftest import header_only_png

PNG = cv2.imencode(".png", np.full((20, 20), 200, np.uint8))[1].tobytes()


def packed(path, *files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


def test_images_of_class_folders_are_unpacked_under_names_of_our_own(tmp_path):
    path = packed(
        tmp_path / "a.zip",
        ("mine/0/zero.png", PNG),
        ("mine/7/seven.PNG", PNG),
        ("mine/7/another.png", PNG),
        ("mine/readme.txt", b"hello"),
        ("mine/7/notes.txt", b"hello"),
        ("mine/7/broken.png", b"no image"),
        ("mine/7/bomb.png", header_only_png(100_000, 40_000)),
        ("__MACOSX/mine/7/._seven.png", PNG),
    )
    unpacked = unpack_class_folders(path, tmp_path / "out", Limits())
    found = sorted(
        file.relative_to(tmp_path / "out").as_posix() for file in (tmp_path / "out").rglob("*.png")
    )
    assert found == ["0/000000.png", "7/000001.png", "7/000002.png"]
    assert (unpacked.images, unpacked.passed_over) == (3, 5)
    assert len(list((tmp_path / "out").rglob("*.*"))) == 3


@pytest.mark.parametrize("name", ["../7/x.png", "a/../../7/x.png", "/7/x.png", "C:/7/x.png", "..\\7\\x.png"])
def test_what_leads_out_of_the_folder_is_refused(tmp_path, name):
    path = packed(tmp_path / "a.zip", ("7/fine.png", PNG), (name, PNG))
    with pytest.raises(DataError, match="leads out of its folder"):
        unpack_class_folders(path, tmp_path / "out", Limits())
    assert not (tmp_path / "out").exists()


def test_a_link_is_refused(tmp_path):
    entry = zipfile.ZipInfo("7/x.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(DataError, match="is a link"):
        unpack_class_folders(packed(tmp_path / "a.zip", (entry, b"/etc/passwd")), tmp_path / "out", Limits())


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        pytest.param(Limits(zip_bytes=10), "too large: ", id="packed"),
        pytest.param(Limits(unzipped_bytes=100), "too large unpacked", id="unpacked"),
        pytest.param(Limits(zip_files=1), "too many files", id="files"),
    ],
)
def test_zip_files_are_bounded(tmp_path, limits, said):
    path = packed(tmp_path / "a.zip", ("7/a.png", PNG), ("7/b.png", PNG))
    with pytest.raises(DataError, match=said):
        unpack_class_folders(path, tmp_path / "out", limits)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"no zip file", id="no-zip"),
        pytest.param(b"", id="empty"),
        pytest.param(None, id="no-folders"),
    ],
)
def test_what_holds_nothing_to_learn_is_said(tmp_path, content):
    path = tmp_path / "a.zip"
    if content is None:
        packed(path, ("photos/x.png", PNG))
    else:
        path.write_bytes(content)
    with pytest.raises(DataError, match="The zip file"):
        unpack_class_folders(path, tmp_path / "out", Limits())


def test_a_damaged_zip_file_is_said(tmp_path):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("7/a.png", PNG)
    content = bytearray(whole.getvalue())
    content[45] ^= 255
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be unpacked"):
        unpack_class_folders(path, tmp_path / "out", Limits())
