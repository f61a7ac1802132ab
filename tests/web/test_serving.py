"""A real server in this process, asked by HTTP and by Gradio's own client."""

from __future__ import annotations

import base64
import json
from contextlib import ExitStack, closing

import httpx
import pytest
from gradio_client import Client, handle_file

from digitrec.web.blocks import UNUSABLE, holds_address
from digitrec.web.pad import PREFIX
from digitrec.web.passwords import Hash
from digitrec.web.server import Address, serving

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def url(controller):
    with serving(controller, Address()) as url:
        yield url


@pytest.fixture(scope="module")
def locked(controller):
    users = {name: Hash.of(f"the password of {name}") for name in ("anna", "ben")}
    with serving(controller, Address(users=users)) as url:
        yield url


def logged_in(url: str, user: str) -> httpx.Client:
    client = httpx.Client(base_url=url)
    answer = client.post("/login", data={"username": user, "password": f"the password of {user}"})
    assert answer.status_code == 200
    return client


def uploaded(client: httpx.Client, path) -> str:
    with path.open("rb") as file:
        return client.post("/gradio_api/upload", files={"files": file}).json()[0]


def read_by(client: httpx.Client, *paths: str) -> httpx.Response:
    files = [{"path": path, "meta": {"_type": "gradio.FileData"}} for path in paths]
    return client.post("/gradio_api/run/read", json={"data": [files, False, ""]})


def test_the_python_client_reads_files(url, photo, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"no image")
    client = Client(url, verbose=False)
    try:
        found = client.predict([handle_file(photo), handle_file(tmp_path / "broken.png")], api_name="/read")
        assert [one.get("text") for one in found] == ["17", None]
        assert found[0]["file"] == "seventeen.png"
        assert [digit["digit"] for digit in found[0]["digits"]] == [1, 7]
        assert "no image" in found[1]["error"]
        models = client.predict(api_name="/models")
        assert (models[0]["name"], models[0]["best"]) == ("best_advanced_model", True)
    finally:
        client.close()


def test_two_requests_read_a_file(url, photo):
    with httpx.Client(base_url=url) as client:
        (found,) = read_by(client, uploaded(client, photo)).json()["data"]
    assert found[0]["text"] == "17"


def test_only_named_calls_are_public(url):
    with httpx.Client(base_url=url) as client:
        info = client.get("/gradio_api/info").json()
    assert set(info["named_endpoints"]) == {"/read", "/models"}


def test_what_was_uploaded_is_handed_out_to_nobody(url, photo):
    with httpx.Client(base_url=url) as client:
        path = uploaded(client, photo)
        for address in (f"/gradio_api/file={path}", f"/gradio_api/file/{path}", f"/file={path}"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "http://127.0.0.1:1/x.png", "https://example.org/x.png"]
)
def test_nothing_but_uploads_is_read(url, path):
    with httpx.Client(base_url=url) as client:
        answer = read_by(client, path)
    assert answer.status_code == 500
    assert answer.json()["error"] in (UNUSABLE, "Upload the file: nothing is fetched from an address.")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", [{"data": []}, {"data": [None]}, {"data": [7]}, {"data": [[{}]]}, {}])
def test_a_request_of_another_form_shows_no_traceback(url, body, capfd):
    with httpx.Client(base_url=url) as client:
        answer = client.post("/gradio_api/run/read", json=body)
    assert answer.status_code >= 400
    assert "Traceback" not in answer.text + "".join(capfd.readouterr())


def test_a_bomb_is_a_row_that_says_so(url, bomb):
    with httpx.Client(base_url=url) as client:
        (found,) = read_by(client, uploaded(client, bomb)).json()["data"]
    assert "million" in found[0]["error"]


def test_a_drawing_that_is_a_bomb_is_refused(url, bomb, capfd):
    with httpx.Client(base_url=url) as client:
        config = client.get("/config").json()
        pad = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "pad")
        asked = [one["id"] for one in config["dependencies"] if [pad, "input"] in map(list, one["targets"])]
        drawing = {"number": 1, "image": PREFIX + base64.b64encode(bomb.read_bytes()).decode()}
        body = {"data": [json.dumps(drawing), None], "fn_index": asked[0], "session_hash": "a"}
        answer = client.post("/gradio_api/run/predict", json=body)
    assert "no drawing" in answer.json()["error"]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_the_page_names_no_other_machine_to_load_from(url):
    with httpx.Client(base_url=url) as client:
        page = client.get("/").text
        style = client.get("/theme.css").text
    assert "fonts.googleapis" not in page + style
    assert "cdn" not in page.split("gradio_config")[0]


def test_a_locked_server_hands_out_nothing_without_a_password(locked, photo):
    with httpx.Client(base_url=locked) as client:
        assert client.get("/config").status_code == 401
        assert client.post("/gradio_api/run/models", json={"data": []}).status_code == 401
        with photo.open("rb") as file:
            assert client.post("/gradio_api/upload", files={"files": file}).status_code == 401
        for password in ("wrong", "", "the password of ben"):
            answer = client.post("/login", data={"username": "anna", "password": password or " "})
            assert answer.status_code == 400
        assert client.get("/config").status_code == 401


def test_a_password_opens_and_logging_out_closes(locked):
    with closing(logged_in(locked, "anna")) as client:
        assert client.post("/gradio_api/run/models", json={"data": []}).status_code == 200
        client.get("/logout")
        assert client.post("/gradio_api/run/models", json={"data": []}).status_code == 401


def test_a_file_of_one_user_is_not_served_to_another(locked, photo):
    with ExitStack() as stack:
        anna, ben = (stack.enter_context(closing(logged_in(locked, name))) for name in ("anna", "ben"))
        path = uploaded(anna, photo)
        for client in (anna, ben):
            assert client.get(f"/gradio_api/file={path}").status_code == 404


def test_addresses_are_found_at_any_depth():
    assert holds_address([[{"path": "https://example.org/x.png"}]])
    assert holds_address({"composite": {"path": "http://example.org/x.png"}})
    assert not holds_address([[{"path": "/tmp/x.png", "url": "http://127.0.0.1:7860/gradio_api/file=x.png"}]])
