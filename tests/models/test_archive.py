from __future__ import annotations

import zipfile

import pytest

from digitrec.errors import ModelError
from digitrec.models import archive
from digitrec.models.archive import check_archive, check_weights


def layer(kind: str, module: str = "keras.layers", **config: object) -> dict[str, object]:
    return {"module": module, "class_name": kind, "config": config}


def network(*layers: dict[str, object]) -> dict[str, object]:
    return {"module": "keras", "class_name": "Sequential", "config": {"layers": list(layers)}}


def test_plain_layers_pass(put_archive):
    check_archive(put_archive("a", network(layer("Dense", units=10), layer("Dropout", rate=0.5))))


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(layer("Lambda", function={"class_name": "__lambda__", "config": "4wAA"}), id="lambda"),
        pytest.param(layer("TFSMLayer", filepath="/tmp/model"), id="saved-model"),
        pytest.param(layer("TorchModuleWrapper", module="..."), id="torch"),
        pytest.param(layer("StringLookup", vocabulary="/etc/passwd"), id="reads-a-file"),
        pytest.param(layer("system", module="os"), id="any-function"),
        pytest.param(layer("Mine", module="my_layers"), id="own-class"),
        pytest.param(layer("function", module="builtins", config="eval"), id="builtin"),
        pytest.param(layer("Dense", activation=layer("get_file", module="subprocess")), id="nested"),
    ],
)
def test_code_is_refused(put_archive, hostile):
    with pytest.raises(ModelError, match="code of its own"):
        check_archive(put_archive("a", network(layer("Dense"), hostile)))


def test_a_loss_of_ones_own_does_not_matter(put_archive):
    config = network(layer("Dense")) | {"compile_config": {"loss": layer("my_loss", module="__main__")}}
    check_archive(put_archive("a", config))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "broken", id="empty"),
        pytest.param(b"\x89HDF\r\n\x1a\n and so on", "broken", id="an-h5-file"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path, content, says):
    path = tmp_path / "a.keras"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=says):
        check_archive(path)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(put_archive, kept):
    path = put_archive("a", weights=bytes(5000))
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(ModelError, match="broken"):
        check_archive(path)


def test_another_zip_file_is_refused(tmp_path):
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(ModelError, match="no Keras 3 model"):
        check_archive(path)


def test_a_config_that_is_not_json_is_refused(put_archive):
    with pytest.raises(ModelError, match="list of layers"):
        check_archive(put_archive("a", "{"))


def test_deep_nesting_is_refused(put_archive):
    with pytest.raises(ModelError, match="list of layers"):
        check_archive(put_archive("a", '{"config":' + "[" * 200_000 + "]" * 200_000 + "}"))


def test_what_unpacks_to_too_much_is_refused(put_archive, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_WEIGHTS", 100_000)
    with pytest.raises(ModelError, match="too much"):
        check_archive(put_archive("a", weights=bytes(200_000)))


def test_too_many_members_are_refused(put_archive):
    with pytest.raises(ModelError, match="too much"):
        check_archive(put_archive("a", **{f"m{i}": b"" for i in range(100)}))


def weights_file(path, fill):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        fill(file, h5py)
    return path.read_bytes()


def test_plain_weights_pass(tmp_path, put_archive):
    content = weights_file(tmp_path / "w", lambda file, _: file.create_dataset("layers/0", data=[1.0, 2.0]))
    check_weights(put_archive("a", weights=content))


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        pytest.param(
            lambda file, _: file.create_dataset("w", (1 << 20, 1 << 20), "f4", chunks=(64, 64)),
            "too much",
            id="huge-shape",
        ),
        pytest.param(
            lambda file, h5py: file.__setitem__("w", h5py.ExternalLink("/etc/passwd", "/")),
            "link to other files",
            id="external-link",
        ),
        pytest.param(
            lambda file, _: file.create_dataset("w", (8,), "u1", external=[("/etc/passwd", 0, 8)]),
            "link to other files",
            id="external-data",
        ),
    ],
)
def test_hostile_weights_are_refused(tmp_path, put_archive, fill, says):
    path = put_archive("a", weights=weights_file(tmp_path / "w", fill))
    with pytest.raises(ModelError, match=says):
        check_weights(path)


def test_broken_weights_are_refused(put_archive):
    with pytest.raises(ModelError, match="weights are broken"):
        check_weights(put_archive("a", weights=b"not hdf5"))
