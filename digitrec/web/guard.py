"""Middleware before Gradio: which requests come through, how large they may be, and which headers go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digitrec.web.limits import MEGA, Limits

API = "/gradio_api/"
UPLOAD = API + "upload"
# All that the pages and their clients ask for. The rest of Gradio's addresses lead elsewhere: they hand out
# uploaded files (file=), fetch from other machines (proxy=), convert videos, show statistics.
PAGES = frozenset({
    "/", "/config", "/favicon.ico", "/login", "/logout", "/manifest.json", "/robots.txt", "/theme.css",
})  # fmt: skip
ASSETS = ("/assets/", "/static/", "/svelte/", "/pwa_icon")
CALLS = frozenset({
    "api", "app_id", "call", "cancel", "component_server", "heartbeat", "info", "login_check", "openapi.json",
    "queue", "reset", "run", "startup-events", "stream", "token", "upload", "upload_progress", "user",
})  # fmt: skip
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# A browser that keeps to this asks no other machine, whatever a page says.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Guard:
    """Middleware (ASGI) that refuses what no page needs.

    Args:
        app: what it stands before.
        limits: the sizes of requests.
        local: whether the server listens to this machine only: then it answers to no other name, so that no
            website can reach it through a name of its own (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, limits: Limits, local: bool) -> None:
        self._app, self._limits, self._local = app, limits, local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/"))
        most = self._limits.upload_bytes if path.rstrip("/") == UPLOAD else self._limits.message_bytes
        status, reason = self._refusal(path, headers, most)
        if status:
            await PlainTextResponse(reason, status, HEADERS)(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, most), _with_headers(send))

    def _refusal(self, path: str, headers: Mapping[str, str], most: int) -> tuple[int, str]:
        """The status of a refusal and why; 0 for none."""
        if not _known(path):
            return 404, "There is no such page."
        host = headers.get("host", "")
        if self._local and _name(host) not in LOOPBACK:
            return 403, "This server answers to 127.0.0.1 and localhost only."
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "Other websites may not use this server."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            return 413, f"That is too much at once: {most / MEGA:.0f} MB at most."
        return 0, ""


def _known(path: str) -> bool:
    if path.startswith(API):
        first = path.removeprefix(API).split("/", 1)[0]
        return first in CALLS
    return path in PAGES or path.rstrip("/") in PAGES or path.startswith(ASSETS)


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _bounded(receive: Receive, most: int) -> Receive:
    """Breaks off a request that is longer than it may be, whatever length it gave."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return message if got <= most else {"type": "http.disconnect"}

    return bounded


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=_as_scope(message))
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending


def _as_scope(message: Message) -> dict[str, Any]:
    """A response's start, with headers that can be changed in place."""
    message.setdefault("headers", [])
    return message  # type: ignore[return-value]
