"""The web server: bound to one address, behind the guard, with a cache of its own."""

from __future__ import annotations

import ipaddress
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitrec.errors import DigitrecError
from digitrec.web.passwords import Hash, may_enter

if TYPE_CHECKING:
    from digitrec.web.controller import Controller
    from digitrec.web.trainer import Trainer

LOOPBACK = "127.0.0.1"
# Gradio and the libraries below it report home and look for updates unless they are told not to; they are
# told before they are imported.
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_ALLOWED_PATHS": "",
    "GRADIO_NUM_WORKERS": "0",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Address that the server listens at.

    Args:
        host: a name or an address of this machine.
        port: 1 to 65535; 0 = the first free one from 7860.
        users: who may log in, with their hashed passwords; none = everybody.

    Raises:
        DigitrecError: others could reach it, and nobody would have to log in.
    """

    host: str = LOOPBACK
    port: int = 0
    users: Mapping[str, Hash] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.local and not self.users:
            raise DigitrecError(
                f"On {self.host} others could reach the page without a password: "
                "name who may by --auth-file FILE (lines: --hash-password USER), or leave --host out."
            )

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False


@contextmanager
def serving(controller: Controller, address: Address, trainer: Trainer | None = None) -> Iterator[str]:
    """Serves the pages until the block is left; gives their address, `http://127.0.0.1:7860/`.

    Args:
        controller: what stands behind them.
        address: where to listen.
        trainer: trains; None = nobody may.

    Raises:
        DigitrecError: the address cannot be had.
        ModelError: there is no model.
    """
    with tempfile.TemporaryDirectory(prefix="digitrec-web-", ignore_cleanup_errors=True) as cache:
        os.environ.update(QUIET, GRADIO_TEMP_DIR=cache)
        from starlette.middleware import Middleware

        from digitrec.web.app import build
        from digitrec.web.guard import Guard
        from digitrec.web.limits import bound_pillow
        from digitrec.web.script import SCRIPT
        from digitrec.web.style import style_sheet, theme

        bound_pillow(controller.limits)
        pages = build(controller, trainer)
        try:
            pages.launch(
                server_name=address.host,
                server_port=address.port or None,
                auth=_door(address.users) if address.users else None,
                auth_message="These pages are for people who have a password.",
                prevent_thread_lock=True,
                quiet=True,
                share=False,
                show_error=False,
                enable_monitoring=False,
                run_history=False,
                mcp_server=False,
                ssr_mode=False,
                pwa=False,
                footer_links=["api"],
                max_file_size=max(controller.limits.file_bytes, controller.limits.zip_bytes),
                app_kwargs={
                    "middleware": [Middleware(Guard, limits=controller.limits, local=address.local)],
                },
                theme=theme(),
                css=style_sheet(),
                js=SCRIPT,
            )
        except OSError as error:
            wanted = f"port {address.port}" if address.port else "a port from 7860 on"
            raise DigitrecError(
                f"{address.host} has no {wanted} free ({' '.join(str(error).split())[:80]}). "
                "Choose one: --port N"
            ) from None
        try:
            yield pages.local_url
        finally:
            if trainer is not None:
                trainer.close()
            pages.close(verbose=False)


def _door(users: Mapping[str, Hash]) -> object:
    """Asks for the password in a thread of its own: hashing takes a while, and others are served."""
    from anyio import CapacityLimiter, to_thread

    limiter: list[CapacityLimiter] = []

    async def door(user: str, password: str) -> bool:
        if not limiter:
            limiter.append(CapacityLimiter(1))  # one try at a time: whoever guesses has to queue
        return await to_thread.run_sync(may_enter, users, user, password, limiter=limiter[0])

    return door
