"""A real browser on a real server."""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.children import start

ROOT = Path(__file__).parents[3]
AGAIN = 5  # seconds
PATIENCE = 90.0  # seconds: the deadline of every wait; a busy machine is slow
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--window-size=1280,900",
)

PLAIN = tuple(flag for flag in FLAGS if "media-stream" not in flag)  # a browser without a camera


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


class Server:
    """`python -m digitrec serve`, and what it prints."""

    def __init__(self, *arguments, folder=None):
        self.process = start(
            [
                sys.executable,
                "-m",
                "digitrec",
                "serve",
                "--models",
                str(ROOT / "output"),
                *map(str, arguments),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        lines = queue.Queue()
        self.listening = threading.Thread(
            target=lambda: [lines.put(line) for line in self.process.stdout], daemon=True
        )
        self.listening.start()
        self.url = lines.get(timeout=PATIENCE).split()[0]

    def end(self):
        """Ctrl-C; gives its exit code and what it complained of."""
        self.process.send_signal(signal.SIGINT)
        with self.process:
            complaints = self.process.stderr.read()
            self.listening.join(PATIENCE)
        return self.process.returncode, complaints


class Browser:
    """Chromium, asked by what a person sees."""

    def __init__(self, camera=None, flags=FLAGS):
        from selenium import webdriver

        options = webdriver.ChromeOptions()
        for flag in flags:
            options.add_argument(flag)
        if camera is not None:
            options.add_argument(f"--use-file-for-fake-video-capture={camera}")
        options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, url):
        self.driver.get(url)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        """The first visible element, waited for."""
        return self.until(lambda: next((e for e in self.all(selector) if e.is_displayed()), None), selector)

    def text(self, selector):
        return self.driver.execute_script(
            "const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", selector
        )

    def until(self, condition, what="it"):
        from selenium.common.exceptions import StaleElementReferenceException

        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if found := condition():
                    return found
            except StaleElementReferenceException:
                pass  # the page has just drawn it anew
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {what}; the page says: {self.text('body')[:500]}")

    def click(self, selector, condition):
        """Clicks until it has the effect: what is shown early may not listen yet."""
        clicked = 0.0

        def done():
            nonlocal clicked
            if condition():
                return True
            if time.monotonic() > clicked + AGAIN:
                clicked = time.monotonic()
                for element in self.all(selector)[:1]:
                    element.click()
            return condition()

        self.until(done, f"a click on {selector}")

    def tab(self, name):
        self.until(
            lambda: next(
                (b for b in self.all("button[role=tab]") if b.text == name and b.is_displayed()), None
            ),
            name,
        ).click()

    def stroke(self, selector, points):
        """Draws with the mouse; points are shares of the width and height of an element."""
        from selenium.webdriver.common.actions.action_builder import ActionBuilder
        from selenium.webdriver.common.actions.pointer_input import PointerInput

        box = self.one(selector).rect
        places = [(int(box["x"] + x * box["width"]), int(box["y"] + y * box["height"])) for x, y in points]
        actions = ActionBuilder(self.driver, mouse=PointerInput("mouse", "pen"), duration=20)
        actions.pointer_action.move_to_location(*places[0]).pointer_down()
        for place in places[1:]:
            actions.pointer_action.move_to_location(*place)
        actions.pointer_action.pointer_up()
        actions.perform()

    def asked(self):
        """The addresses that were asked since the last call."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


@pytest.fixture(scope="session")
def chromium():
    """Skips where there is no browser to drive."""
    pytest.importorskip("selenium")
    if not shutil.which("chromedriver") or not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("needs chromium and chromedriver")


@pytest.fixture(scope="session")
def server(chromium):
    one = Server()
    yield one
    one.end()


@pytest.fixture(scope="session")
def browser(chromium):
    one = Browser()
    yield one
    one.driver.quit()
