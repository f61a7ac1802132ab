"""What a teacher does in class, in headless Chromium."""

import cv2
import numpy as np
import pytest

from digitrec.handwriting.store import GlyphStore
from digitrec.percent import percent
from digitrec.web.passwords import line_for
from tests.fakes import validation_of
from tests.web.browser.conftest import PLAIN, Browser, Server

PAD = "#pad canvas"


@pytest.fixture
def files(photo, tmp_path):
    """A good image, a broken one, and another good one."""
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    again = tmp_path / "again.png"
    again.write_bytes(photo.read_bytes())
    return [photo, broken, again]


@pytest.fixture
def film(tmp_path, number):
    """What the camera sees: the number on a sheet, standing still."""
    frame = np.full((480, 640), 225, np.uint8)
    frame[120:360, 160:480] = np.minimum(cv2.resize(number, (320, 240)), 225)
    path = tmp_path / "film.mjpeg"
    path.write_bytes(20 * cv2.imencode(".jpg", frame)[1].tobytes())
    return path


def test_a_drawn_number_is_read_after_each_stroke_and_cleared(server, browser):
    browser.open(server.url)
    browser.one(PAD)
    assert "Write a number" in browser.text("#drawn")
    browser.stroke(PAD, [(0.36, 0.35), (0.36, 0.65)])
    browser.until(lambda: browser.text("#drawn .number") == "1", "1")
    browser.stroke(PAD, [(0.5, 0.35), (0.6, 0.35), (0.55, 0.65)])
    browser.until(lambda: browser.text("#drawn .number") == "17", "17")
    browser.until(lambda: len(browser.all("#drawn-digits .card")) == 2, "two cards")
    assert len(browser.all("#drawn-digits .bar")) == 20

    browser.tab("About")
    browser.until(lambda: len(browser.all("#stages figure")) == 3, "three stages")
    assert "best_advanced_model" in browser.text("#facts")

    browser.tab("Draw")
    browser.one("#pad button[data-do=undo]").click()
    browser.until(lambda: browser.text("#drawn .number") == "1", "the first stroke")
    browser.one("#pad button[data-do=redo]").click()
    browser.until(lambda: browser.text("#drawn .number") == "17", "both strokes")
    browser.one("#pad button[data-tool=eraser]").click()
    browser.stroke(PAD, [(0.33, 0.5), (0.39, 0.5)])
    browser.until(lambda: browser.text("#drawn .number") == "7", "the second stroke")
    browser.one("#pad button[data-do=clear]").click()
    browser.until(lambda: "Write a number" in browser.text("#drawn"), "an empty paper")
    outside = [url for url in browser.asked() if not url.startswith((server.url, "data:", "blob:"))]
    assert outside == []


def test_a_reading_is_grey_until_that_of_the_latest_stroke_is_there(server, browser):
    browser.open(server.url)
    browser.stroke(PAD, [(0.36, 0.35), (0.36, 0.65)])
    browser.until(lambda: browser.text("#drawn .number") == "1", "1")
    browser.until(lambda: not browser.all("#drawn.stale"), "a reading that is no longer grey")
    browser.driver.execute_script("""
        window.held = window.fetch;
        window.fetch = (...asked) => new Promise((go) => {
            window.release = () => go(window.held(...asked));
        });
    """)  # the network is slow: it waits until it is told to go on
    browser.stroke(PAD, [(0.5, 0.35), (0.6, 0.35), (0.55, 0.65)])
    browser.until(lambda: browser.all("#drawn.stale[aria-busy=true]"), "a grey reading")
    assert browser.text("#drawn .number") == "1"  # the old one, and it says so
    shown = "return getComputedStyle(document.querySelector('#drawn'), '::after').content"
    assert "reading" in browser.driver.execute_script(shown)
    browser.until(lambda: browser.driver.execute_script("return !!window.release"), "a request")
    browser.driver.execute_script("window.fetch = window.held; window.release()")
    browser.until(lambda: browser.text("#drawn .number") == "17", "17")
    browser.until(lambda: not browser.all("#drawn.stale"), "the new reading")


def test_examples_are_read_at_a_tap_on_every_page(server, browser):
    browser.open(server.url)
    for tab, example, where, told in (
        ("Draw", "touching", "#drawn", "35088"),
        ("Read", "score", "#pictures", "453654734"),
        ("Camera", "page", "#watched", "13540"),
        ("About", "drawn", "#stages", "drawn.png"),
    ):
        browser.tab(tab)
        browser.one(f".example-{example}").click()
        browser.until(lambda w=where, t=told: t in browser.text(w), told)


def test_a_page_without_a_camera_says_so_at_once(server, chromium):
    browser = Browser(flags=PLAIN)
    try:
        browser.open(server.url)
        browser.one(PAD)
        browser.tab("Camera")
        browser.until(lambda: "finds no camera" in browser.text(".lacking"), "that there is none")
    finally:
        browser.driver.quit()


def test_of_several_files_the_broken_one_is_a_row_that_says_so(server, browser, files):
    browser.open(server.url)
    browser.tab("Read")
    browser.until(lambda: browser.all("#drop input[type=file]"), "the drop zone")[0].send_keys(
        "\n".join(map(str, files))
    )
    browser.until(lambda: len(browser.all("#pictures figure")) == 2, "two pictures")
    browser.until(lambda: "no image" in browser.text("#answers"), "the broken file")
    assert browser.text("#answers").count("17") == 2
    links = {link.get_attribute("download"): link.get_attribute("href") for link in browser.all(".download")}
    assert set(links) == {"numbers.csv", "numbers.json"}
    assert all(address.startswith("data:") for address in links.values())


def test_the_performance_page_shows_records_and_figures(server, browser):
    browser.open(server.url)
    browser.tab("Performance")
    browser.until(lambda: len(browser.all("#plots figure img")) >= 3, "figures")
    assert percent(validation_of("best_advanced_model"), 2) in browser.text("#records")
    assert browser.driver.execute_script("return document.querySelector('#plots img').naturalWidth") > 100


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_sticks_out_of_a_phone(server, browser, dark):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.open(f"{server.url}?__theme={'dark' if dark else 'light'}")
        browser.one(PAD)
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") == 390
        assert browser.one(PAD).rect["width"] > 360  # the paper fills the phone, its tools are in sight
        tools = browser.one("#pad .tools").rect
        assert tools["y"] + tools["height"] < 844
        assert all(button.size["height"] >= 44 for button in browser.all("#pad .tools button"))
        assert bool(browser.all("body.dark")) is dark
        assert browser.all("button[aria-label='Train']") == []  # nobody was allowed to
    finally:
        browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_number_before_the_camera_settles(chromium, film):
    own, browser = Server(), Browser(camera=film)
    try:
        browser.open(own.url)
        browser.tab("Camera")
        assert browser.text(".lacking") == ""
        browser.one("#webcam button").click()
        browser.until(lambda: "Record" in browser.text("#webcam"), "the camera")
        browser.one("#webcam button").click()
        browser.until(lambda: browser.text("#watched .settled .number") == "17", "a settled number")
    finally:
        browser.driver.quit()  # while frames are under way
        code, complaints = own.end()
    assert code == 0
    assert "Traceback" not in complaints


def test_only_the_right_password_opens(browser, tmp_path):
    users = tmp_path / "users.txt"
    users.write_text(line_for("anna", "correct horse") + "\n")
    server = Server("--auth-file", users)
    try:
        browser.open(server.url)
        browser.one("input[type=password]")
        assert browser.all(PAD) == []  # none
        for password, right in (("battery staple", False), ("correct horse", True)):
            for field, text in (("input[type=text], textarea", "anna"), ("input[type=password]", password)):
                browser.one(field).clear()
                browser.one(field).send_keys(text)
            next(button for button in browser.all("button") if button.text.strip() == "Login").click()
            if not right:
                browser.until(lambda: "Incorrect" in browser.text("body"), "a refusal")
                assert browser.all(PAD) == []
        browser.one(PAD)
    finally:
        code, complaints = server.end()
    assert code == 0
    assert "Traceback" not in complaints


def test_a_click_on_a_taught_glyph_forgets_it_and_a_button_brings_it_back(browser, tmp_path):
    (tmp_path / "output").mkdir()
    store = GlyphStore(tmp_path / "output" / "handwriting")
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:16] = 1
    store.teach([(glyph, 7), (glyph, 1)])
    server = Server("--allow-training", folder=tmp_path)
    try:
        browser.open(server.url)
        browser.tab("Train")
        browser.click("#own-hand button[data-key^='7/']", lambda: len(browser.all("#own-hand button")) == 1)
        browser.until(lambda: "Forgot a 7" in browser.text("#own-hand-said"), "what happened")
        assert [one.label for one in store.taught()] == [1]
        browser.click("#own-hand-back", lambda: len(browser.all("#own-hand button")) == 2)
        assert [one.label for one in store.taught()] == [7, 1]
    finally:
        code, complaints = server.end()
    assert code == 0
    assert "Traceback" not in complaints
