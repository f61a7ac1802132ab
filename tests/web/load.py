"""How quick the server is when many read at once: python -m tests.web.load [--clients 20] [--seconds 60].

Starts a server of its own, lets each client upload an image and read it again and again, and prints how many
answers came, how many failed, and how long they took. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time

import cv2
import httpx
import numpy as np

from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images
from tests.web.browser.conftest import Server

DIGITS = 5


def page(images: Images, seed: int) -> bytes:
    """A number of some digits on paper, as PNG."""
    rng = np.random.default_rng(seed)
    inks = images.inks[rng.integers(0, len(images), DIGITS)]
    line = np.concatenate([cv2.resize(255 - ink, (84, 84)) for ink in inks], axis=1)
    return cv2.imencode(".png", np.pad(line, 60, constant_values=255))[1].tobytes()


async def client(url: str, name: str, content: bytes, until: float, think: float) -> tuple[list[float], int]:
    """Reads again and again; gives the seconds of each answer, and how many failed."""
    took: list[float] = []
    failed = 0
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        (path,) = (await http.post("/gradio_api/upload", files={"files": ("page.png", content)})).json()
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        while time.monotonic() < until:
            begun = time.monotonic()
            # Browsers and Gradio's client name their session; without a name the server makes a new one.
            asked = {"data": [[file], False, ""], "session_hash": name}
            answer = await http.post("/gradio_api/run/read", json=asked)
            took.append(time.monotonic() - begun)
            failed += answer.status_code != 200 or "error" in answer.json()["data"][0][0]
            await asyncio.sleep(think)
    return took, failed


async def load(url: str, clients: int, seconds: float, think: float) -> None:
    images = load_mnist().validation
    pages = [page(images, seed) for seed in range(clients)]
    until = time.monotonic() + seconds
    answers = await asyncio.gather(
        *(client(url, f"client{n}", content, until, think) for n, content in enumerate(pages))
    )
    took = sorted(one for own, _ in answers for one in own)
    failed = sum(count for _, count in answers)
    sys.stdout.write(
        f"{clients} clients, {seconds:g} s, {think:g} s between two questions: {len(took)} answers, "
        f"{failed} failed, median {1000 * statistics.median(took):.0f} ms, "
        f"95 % within {1000 * took[int(0.95 * len(took))]:.0f} ms, slowest {1000 * took[-1]:.0f} ms\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0.0, help="seconds between two questions of a client")
    options = parser.parse_args()
    server = Server()
    try:
        asyncio.run(load(server.url, options.clients, options.seconds, options.think))
    finally:
        server.end()


if __name__ == "__main__":
    main()
