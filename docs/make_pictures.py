"""Makes the pictures of the documentation again, from the program itself.

    python docs/make_pictures.py [NAME ...]

Names are moving, draw, camera, web, stages; without any, all are made. `web` needs chromium and chromedriver.
Windows need no display: what they show is a picture before it is a window.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

import digitrec
from digitrec.cli.camera.window import WindowChoices, watch_in_window
from digitrec.cli.shared.recogniser import model_loader
from digitrec.files.documents import load_image
from digitrec.learning.synthetic.digits import DIGIT_VARIANTS
from digitrec.learning.synthetic.strokes import parse_variant, sample_style, trace
from digitrec.types import Image
from digitrec.ui.capture.cameras import Source
from digitrec.ui.capture.pictures import Pictures, looped
from digitrec.ui.draw.controller import DrawController, run
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.window.events import Event, KeyPressed, PenDown, PenMoved, PenUp
from digitrec.ui.window.scripted import ScriptedWindow

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "output"
PAGE = HERE / "examples" / "page.jpg"
PACE = 0.05  # seconds between two moments of a window
HASTE = 4  # points of a stroke at a moment
MOVING_WIDTH, MOVING_COLOURS, MOVING_STEP = 900, 48, 70  # pixels, and milliseconds a picture
LIMIT = 1_000_000  # bytes of the moving picture
Moment = list[Event]


class Filmed(ScriptedWindow):
    """A window without a display that keeps a picture of every moment, and leaves the reader its time."""

    def __init__(self, script: list[Moment], scale: float = 1.0) -> None:
        super().__init__(script, screen=(2560, 1600), scale=scale)
        self.film: list[Image] = []

    def poll(self) -> list[Event]:
        """The next events, after a while."""
        time.sleep(PACE)
        if self.shown:
            self.film.append(self.shown[-1])
        return super().poll()


def moving() -> None:
    """Two numbers are drawn, and read while the pen moves."""
    script = [*wait(40), *written("2026", 40, 60, 130), *wait(16), *written("357", 90, 270, 130), *wait(24)]
    film = drawn(script, 1.0).film[30:]
    frames = [small(frame) for frame in film[::2]]
    palette = frames[-1].quantize(MOVING_COLOURS)
    pictures = [frame.quantize(palette=palette, dither=Pillow.Dither.NONE) for frame in frames]
    path = HERE / "draw.gif"
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], optimize=True, loop=0, disposal=1,
        duration=[MOVING_STEP] * (len(pictures) - 1) + [2500],
    )  # fmt: skip
    if path.stat().st_size > LIMIT:
        raise RuntimeError(f"{path} has {path.stat().st_size:,} bytes, {LIMIT:,} at most.")


def draw() -> None:
    """The draw window, in light and in dark colours."""
    script = [*wait(40), *written("13540", 30, 60, 120), *written("862", 60, 270, 120), *wait(24)]
    write("draw.png", drawn(script, 1.0).shown[-1])
    write("draw-dark.png", drawn([*script, [KeyPressed("d")], *wait(4)], 1.0).shown[-1])


def camera() -> None:
    """The camera window on a photo of a page, after the number has settled."""
    source = looped(Source("camera 0", False, lambda: Pictures([PAGE], load_image, silent)))
    choices = WindowChoices(OUTPUT, None, None, realtime=True)
    window = Filmed(wait(160))
    watch_in_window(window, source, choices, silent, silent)
    write("camera.jpg", window.shown[-1])


def stages() -> None:
    """How a photo of a page is read: its ink, its digits, and what the network sees of each."""
    image = load_image(PAGE)
    reader = digitrec.load_reader(models=str(OUTPUT))
    reading = reader.read(image)
    ink = np.asarray(255 - reader.page.read(image).ink_on(image.shape), np.uint8)
    write("stage-1-photo.jpg", fitted(image))
    write("stage-2-ink.png", fitted(np.asarray(cv2.cvtColor(ink, cv2.COLOR_GRAY2BGR), np.uint8)))
    write("stage-3-digits.jpg", fitted(reading.annotate(image)))
    glyphs = [digit.glyph for digit in reading.lines[0].digits if digit.glyph is not None]
    seen = np.hstack([np.pad(np.rint(255 - 255 * glyph).astype(np.uint8), 2) for glyph in glyphs])
    large = cv2.resize(seen, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    write("stage-4-glyphs.png", np.asarray(large, np.uint8))


def web() -> None:
    """The pages in a browser, on a computer and on a phone."""
    from selenium import webdriver
    from selenium.webdriver.common.by import By

    server = subprocess.Popen(
        [sys.executable, "-m", "digitrec", "serve", "--models", str(OUTPUT)],
        stdout=subprocess.PIPE,
        text=True,
    )
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--window-size=1180,860", "--hide-scrollbars"):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        if server.stdout is None:
            raise RuntimeError("The server says nothing.")
        address = server.stdout.readline().split()[0]
        for name, size in (("web.png", None), ("web-phone.png", (390, 844))):
            if size is not None:
                metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": True}
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            browser.get(address)
            until(lambda: browser.find_elements(By.CSS_SELECTOR, "#pad[data-ready], #pad canvas[width]"))
            time.sleep(1)
            browser.execute_script("document.querySelector('.example-touching').click()")
            until(lambda: "35088" in browser.find_element(By.ID, "drawn").text)
            time.sleep(1)
            browser.save_screenshot(str(HERE / name))
    finally:
        browser.quit()
        server.terminate()
        server.wait()


def drawn(script: list[Moment], scale: float) -> Filmed:
    """The draw window after a script."""
    controller = DrawController(model_loader(OUTPUT, None, silent), HERE, silent, silent)
    window = Filmed(script, scale)
    run(window, canvas_of((720, 480)), controller)
    controller.end()
    return window


def written(number: str, left: float, top: float, height: float) -> Iterator[Moment]:
    """Writes a number with the pen, in the program's own strokes."""
    rng = np.random.default_rng(4)
    style = replace(sample_style(rng), height=1.0, slant=0.06, aspect=1.0, jitter=0.01, warp=0.0, shake=0.0)
    for character in number:
        curves = trace(rng, parse_variant(DIGIT_VARIANTS[int(character)][0]), style)
        low = np.concatenate(curves).min(axis=0)
        width = float(np.ptp(np.concatenate(curves)[:, 0]))
        for curve in curves:
            yield from stroke((curve - low) * height + (left, top))
        left += (width + 0.28) * height


def stroke(points: NDArray[np.floating]) -> Iterator[Moment]:
    """One stroke, some points of it at a moment."""
    places = [(float(x), float(y)) for x, y in points]
    yield [PenDown(places[0])]
    for start in range(1, len(places), HASTE):
        yield [PenMoved(place) for place in places[start : start + HASTE]]
    yield [PenUp()]


def wait(moments: int) -> list[Moment]:
    """Nothing happens for a while."""
    return [[] for _ in range(moments)]


def small(frame: Image) -> Pillow.Image:
    """A picture of the film."""
    size = MOVING_WIDTH, round(MOVING_WIDTH * frame.shape[0] / frame.shape[1])
    reduced = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return Pillow.fromarray(cv2.cvtColor(reduced, cv2.COLOR_BGR2RGB))


def fitted(image: Image) -> Image:
    """An image as wide as a column of the documentation."""
    width = 640
    size = width, round(width * image.shape[0] / image.shape[1])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def write(name: str, picture: NDArray[np.uint8]) -> None:
    """Writes a picture, photos as JPEG."""
    options = [cv2.IMWRITE_JPEG_QUALITY, 85] if name.endswith(".jpg") else [cv2.IMWRITE_PNG_COMPRESSION, 9]
    cv2.imwrite(str(HERE / name), picture, options)


def until(condition: Callable[[], object]) -> None:
    """Waits for something on a page."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("The page does not show what it should.")
        time.sleep(0.2)


def silent(_: str) -> None:
    """Nobody listens."""


PICTURES = {"moving": moving, "draw": draw, "camera": camera, "web": web, "stages": stages}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or PICTURES:
        PICTURES[chosen]()
