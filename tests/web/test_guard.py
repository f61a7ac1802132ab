import asyncio

import pytest

from digitrec.web.guard import Guard
from digitrec.web.limits import Limits

LIMITS = Limits(message_bytes=100, upload_bytes=1000)


def ask(path, *, method="GET", body=(), local=True, host="127.0.0.1:7860", **headers):
    """The status, the headers and what the application behind the guard was sent."""
    told, heard = [], []

    async def application(scope, receive, send):
        while True:
            message = await receive()
            heard.append(message)
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"fine"})

    parts = list(body) or [b""]
    messages = [
        {"type": "http.request", "body": part, "more_body": number + 1 < len(parts)}
        for number, part in enumerate(parts)
    ]

    async def receive():
        return messages.pop(0)

    async def send(message):
        told.append(message)

    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    asyncio.run(Guard(application, LIMITS, local)(scope, receive, send))
    return told[0]["status"], dict(told[0]["headers"]), heard


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/login", "/login/", "/assets/index.js", "/gradio_api/queue/join", "/gradio_api/upload"],
)
def test_what_the_pages_ask_for_comes_through(path):
    assert ask(path)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/tmp/gradio/another-users/photo.png",
        "/gradio_api/file/tmp/gradio/another-users/photo.png",
        "/gradio_api/proxy=https://example.org",
        "/gradio_api/process_recording",
        "/gradio_api/vibe-edit",
        "/gradio_api/dev/reload",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/monitoring/summary",
        "/gradio_api",
        "/docs",
        "/file=/etc/passwd",
    ],
)
def test_what_no_page_asks_for_is_not_there(path):
    status, _, heard = ask(path)
    assert (status, heard) == (404, [])


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860"])
def test_a_local_server_answers_to_its_own_names(host):
    assert ask("/", host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example:7860", "127.0.0.1.evil.example", "", "[", "192.168.0.7"])
def test_a_local_server_answers_to_no_other_name(host):
    assert ask("/", host=host)[0] == 403


def test_a_server_for_others_answers_to_any_name():
    assert ask("/", host="192.168.0.7:7860", local=False)[0] == 200


def test_other_websites_are_refused():
    assert ask("/gradio_api/upload", method="POST", origin="http://evil.example")[0] == 403
    assert ask("/gradio_api/upload", method="POST", origin="null")[0] == 403
    assert ask("/gradio_api/upload", method="POST", origin="http://127.0.0.1:7860")[0] == 200


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/gradio_api/run/read", "100", 200),
        ("/gradio_api/run/read", "101", 413),
        ("/gradio_api/upload", "1000", 200),
        ("/gradio_api/upload", "1001", 413),
        ("/gradio_api/upload", "many", 413),
    ],
)
def test_requests_are_bounded(path, length, status):
    assert ask(path, method="POST", content_length=length)[0] == status


def test_a_request_that_lies_about_its_length_is_broken_off():
    heard = ask("/gradio_api/run/read", method="POST", body=[b"x" * 60, b"x" * 60, b"x" * 60])[2]
    assert [message["type"] for message in heard] == ["http.request", "http.disconnect"]


def test_browsers_are_told_to_ask_no_other_machine():
    policy = ask("/")[1][b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_sockets_are_not_opened():
    async def application(*_):
        raise AssertionError

    asyncio.run(Guard(application, LIMITS, True)({"type": "websocket", "path": "/"}, None, None))
