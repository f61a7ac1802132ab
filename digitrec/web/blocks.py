"""Gradio's `Blocks`, which fetches nothing and shows no traceback."""

from __future__ import annotations

import logging
from html import escape
from typing import Any

import gradio as gr
from gradio_client.utils import is_http_url_like
from PIL.Image import DecompressionBombError

from digitrec.errors import DigitrecError

WENT_WRONG = "Something went wrong on the server; its log says what."
UNUSABLE = "That cannot be used: it is no image, it is too large, or the request has another form."
TOO_LARGE = "The image has too many pixels: make it smaller."
# What decoders and validators raise at inputs that are not what they should be.
BROKEN = (OSError, ValueError, TypeError, LookupError, SyntaxError, DecompressionBombError)
LOG = logging.getLogger("digitrec.web")


class GuardedBlocks(gr.Blocks):  # type: ignore[misc]
    """Pages whose inputs come from the browser alone, and whose errors are one plain sentence."""

    async def preprocess_data(
        self, block_fn: Any, inputs: Any, state: Any, explicit_call: bool = False
    ) -> Any:
        """Refuses addresses, which Gradio would fetch, and says of broken inputs that they are."""
        if holds_address(inputs):
            raise plain_error("Upload the file: nothing is fetched from an address.")
        try:
            return await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except gr.Error:
            raise
        except Exception as error:
            cause = error.__cause__ or error  # Gradio wraps what a component raises
            if not isinstance(cause, BROKEN):
                raise
            bomb = isinstance(cause, DecompressionBombError)
            raise plain_error(TOO_LARGE if bomb else UNUSABLE) from None

    async def process_api(self, *args: Any, **kwargs: Any) -> Any:
        """Turns what goes wrong into one sentence for the page, and a traceback for the log."""
        try:
            return await super().process_api(*args, **kwargs)
        except gr.Error:
            raise
        except DigitrecError as error:
            raise plain_error(str(error)) from None
        except Exception:
            LOG.exception("A page failed")
            raise plain_error(WENT_WRONG) from None


def plain_error(text: str) -> gr.Error:
    """An error that a page shows: plain text on one line."""
    return gr.Error(escape(" ".join(text.split())), title="digitrec", print_exception=False)


def holds_address(value: Any) -> bool:
    """Whether a value that came from a client names a file on another machine, at any depth."""
    if isinstance(value, dict):
        path = value.get("path")  # Gradio fetches this; a `url` it only shows
        if isinstance(path, str) and is_http_url_like(path):
            return True
        return any(holds_address(part) for part in value.values())
    return isinstance(value, list | tuple) and any(holds_address(part) for part in value)
