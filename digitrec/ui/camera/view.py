"""How the camera window looks: `render` paints the frame, a panel beside it and a footer below."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.types import Box, Digit, Image, Line
from digitrec.ui.camera.state import Viewer
from digitrec.ui.camera.update import dragged
from digitrec.ui.widgets.cards import draw_help, draw_information
from digitrec.ui.widgets.keycaps import CAP_SIDE, draw_keys, key_rows
from digitrec.ui.widgets.overlay import (
    Area,
    draw_boxes,
    draw_glyph,
    draw_rows,
    fill,
    fill_rounded,
    percent,
)
from digitrec.ui.widgets.text import draw_text, shortened, text_width, wrapped
from digitrec.ui.widgets.theme import (
    ACCENT,
    BODY,
    EDGE,
    FAINT,
    GAP,
    INK,
    MARGIN,
    MEDIUM,
    MUTED,
    PANEL,
    PANEL_WIDTH,
    PAPER,
    SMALL,
    TEXT,
    TINY,
    TITLE,
    WARNING,
    Colour,
)
from digitrec.ui.window.hotkeys import WATCHING

STATUS_HEIGHT = 34  # pixels: the footer's first line
KEYS_HEIGHT = CAP_SIDE + 4  # pixels: each row of key caps
GLYPH_SIDE = 40  # pixels: each input in the panel
GLYPH_STEP = GLYPH_SIDE + 16  # from row to row, the label below included
LIT = (219, 240, 222)  # behind a number that has just settled
SETTLED = (70, 130, 30)
RECORDING = (45, 45, 205)
MOUSE = "drag on the picture to read only a part of it"


def render(viewer: Viewer) -> Image:
    """Paints the window.

    Returns:
        (H, W, 3) uint8, blue, green, red; the frame is its top left corner.
    """
    picture = Area(0, 0, *viewer.picture_size)
    width = picture.width + PANEL_WIDTH
    rows = key_rows(width - 2 * MARGIN, WATCHING)
    height = picture.height + STATUS_HEIGHT + KEYS_HEIGHT * rows + GAP
    window = np.empty((height, width, 3), np.uint8)
    fill(window, Area(0, 0, width, height), PANEL)
    _draw_picture(window[: picture.height, : picture.width], viewer)
    if viewer.overlay == "help":
        draw_help(window, picture, WATCHING, MOUSE)
    elif viewer.overlay:
        draw_information(window, picture, viewer.model)
    _draw_panel(window, Area(picture.width, 0, PANEL_WIDTH, picture.height), viewer)
    fill(window, Area(picture.width, 0, 1, picture.height), EDGE)
    fill(window, Area(0, picture.height, width, 1), EDGE)
    _draw_footer(window, Area(0, picture.height, width, height - picture.height), viewer)
    return window


def annotated_frame(image: Image, lines: tuple[Line, ...]) -> Image:
    """A copy of a frame with its digits boxed and labelled: (H, W, 3) uint8."""
    picture = _as_bgr(image).copy()
    draw_boxes(picture, lines, None)
    return picture


def _as_bgr(image: Image) -> Image:
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.ascontiguousarray(image[..., :3])


def _draw_picture(picture: Image, viewer: Viewer) -> None:
    """The frame, or what is taken for ink, with boxes, region and what has to be said in its corner."""
    if viewer.frame is None:
        middle = picture.shape[1] / 2, picture.shape[0] / 2
        told = viewer.lost or f"Opening {viewer.source}"
        draw_text(picture, shortened(told, picture.shape[1] - 40, TITLE), middle, TITLE, MUTED, align=0.5)
        return
    image, scale = viewer.frame.image, viewer.scale
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    kind = cv2.INTER_AREA if scale < 0.6 else cv2.INTER_LINEAR
    resized = image if scale == 1 else np.asarray(cv2.resize(image, size, interpolation=kind), np.uint8)
    shown = _as_bgr(resized)
    if viewer.showing_ink and viewer.ink is not None:
        shown = _ink_picture(viewer, size)
    picture[: size[1], : size[0]] = shown
    if viewer.region is not None:
        _shade_outside(picture, _scaled(viewer.region, scale))
    draw_boxes(picture, tuple(_scaled_line(line, scale) for line in viewer.lines), None)
    marked = dragged(viewer)
    if marked is not None:
        box = _scaled(marked, scale)
        cv2.rectangle(picture, (box.left, box.top), (box.right - 1, box.bottom - 1), ACCENT, 2)
    _draw_marks(picture, viewer)


def _ink_picture(viewer: Viewer, size: tuple[int, int]) -> Image:
    """What is taken for ink, dark on light, where it stands in the frame."""
    if viewer.ink is None or viewer.frame is None:
        raise ValueError("There is no ink map to show.")
    height, width = viewer.frame.image.shape[:2]
    whole = np.full((height, width), 255, np.uint8)
    box = viewer.region or Box(0, 0, width, height)
    part = whole[box.top : box.bottom, box.left : box.right]
    part[:] = 255 - np.asarray(cv2.resize(viewer.ink, part.shape[1::-1]), np.uint8)
    return _as_bgr(np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8))


def _shade_outside(picture: Image, box: Box) -> None:
    inside = picture[box.top : box.bottom, box.left : box.right].copy()
    picture[:] = picture // 2 + 60
    picture[box.top : box.bottom, box.left : box.right] = inside
    cv2.rectangle(picture, (box.left, box.top), (box.right - 1, box.bottom - 1), ACCENT, 1)


def _draw_marks(picture: Image, viewer: Viewer) -> None:
    """Small labels in the corner: what is out of the ordinary."""
    marks = [
        (viewer.recording, "recording", RECORDING),
        (viewer.frozen, "frozen", INK),
        (viewer.showing_ink, "what is taken for ink", INK),
        (bool(viewer.lost), "no picture", WARNING),
        (viewer.ended, "end of the file", INK),
    ]
    left = 10
    for on, text, colour in marks:
        if on:
            wide = text_width(text, SMALL, MEDIUM) + 16
            fill_rounded(picture, Area(left, 10, wide, 22), colour, 6)
            draw_text(picture, text, (left + 8, 25), SMALL, PAPER, MEDIUM)
            left += wide + 6


def _scaled(box: Box, scale: float) -> Box:
    left, top = round(box.left * scale), round(box.top * scale)
    return Box(left, top, max(left + 1, round(box.right * scale)), max(top + 1, round(box.bottom * scale)))


def _scaled_line(line: Line, scale: float) -> Line:
    return Line(
        tuple(Digit(d.label, d.confidence, _scaled(d.box, scale), d.probabilities) for d in line.digits)
    )


def _draw_panel(window: Image, panel: Area, viewer: Viewer) -> None:
    left, width = panel.left + MARGIN, panel.width - 2 * MARGIN
    inputs_top = panel.bottom - 2 * GLYPH_STEP - 8
    reading = Area(left, 12, width, inputs_top - 44 - 12)
    if viewer.is_lit:
        fill(window, Area(panel.left + 1, panel.top, panel.width - 1, reading.bottom + 4), LIT)
    _draw_reading(window, reading, viewer)
    draw_text(window, "What the model sees", (left, inputs_top - 10), TINY, MUTED, MEDIUM)
    columns = width // (GLYPH_SIDE + 4)
    digits = viewer.reading.digits[: 2 * columns] or (None,)
    for place, digit in enumerate(digits):
        row, column = divmod(place, columns)
        area = Area(left + column * (GLYPH_SIDE + 4), inputs_top + row * GLYPH_STEP, GLYPH_SIDE, GLYPH_SIDE)
        draw_glyph(window, area, digit.glyph if digit else None)
        if digit:
            middle = (area.left + GLYPH_SIDE / 2, area.bottom + 11)
            draw_text(window, f"{int(100 * digit.confidence)} %", middle, TINY, MUTED, align=0.5)


def _draw_reading(window: Image, area: Area, viewer: Viewer) -> None:
    """The number in large type with its confidence, and whether it has settled."""
    draw_text(window, "Reading", (area.left, area.top + 10), TINY, MUTED, MEDIUM)
    note, tone = _standing(viewer)
    if viewer.lines:
        rows = Area(area.left, area.top + 18, area.width, area.height - 18 - 30)
        draw_rows(
            window, rows, tuple(line.text for line in viewer.lines), TEXT if viewer.is_settled else FAINT
        )
        dot = SETTLED if viewer.is_settled else FAINT
        fill_rounded(window, Area(area.left, area.bottom - 15, 9, 9), dot, 4)
        draw_text(window, note, (area.left + 16, area.bottom - 6), BODY, tone, MEDIUM)
        return
    fill_rounded(window, Area(area.left, area.top + 44, 26, 5), EDGE, 2)
    for i, line in enumerate(wrapped(note, area.width, BODY)[:5]):
        draw_text(window, line, (area.left, area.top + 74 + 18 * i), BODY, tone)


def _standing(viewer: Viewer) -> tuple[str, Colour]:
    """The line under the reading, and its colour."""
    if viewer.lines:
        lowest = percent(viewer.reading.confidence)
        settled = "settled" if viewer.is_settled else "not settled yet"
        return f"{settled}, {lowest}", MUTED
    if viewer.model_error:
        return viewer.model_error, WARNING
    if viewer.model is None:
        return "Loading the model.", MUTED
    if viewer.frame is None:
        return "Waiting for a picture.", MUTED
    return "No number in view. Hold up a piece of paper with one.", MUTED


def _draw_footer(window: Image, area: Area, viewer: Viewer) -> None:
    baseline, right = area.top + 22, area.right - MARGIN
    status = _status(viewer)
    draw_text(window, status, (right, baseline), SMALL, MUTED, MEDIUM, 1.0)
    right -= text_width(status, SMALL, MEDIUM) + 14
    if viewer.logging:
        told = f"logged {viewer.logged}"
        draw_text(window, told, (right, baseline), SMALL, TEXT, MEDIUM, 1.0)
        right -= text_width(told, SMALL, MEDIUM) + 8
        fill_rounded(window, Area(right - 6, baseline - 8, 8, 8), ACCENT, 4)
        right -= 16
    standing = viewer.lost or (
        "" if viewer.model else "No model." if viewer.model_error else "Loading the model."
    )
    tone = WARNING if viewer.message_is_error or viewer.lost or viewer.model_error else TEXT
    message = shortened(viewer.message or standing, right - area.left - MARGIN, BODY)
    draw_text(window, message, (area.left + MARGIN, baseline), BODY, tone)
    keys = Area(MARGIN, area.top + STATUS_HEIGHT, area.width - 2 * MARGIN, KEYS_HEIGHT)
    draw_keys(window, keys, WATCHING)


def _status(viewer: Viewer) -> str:
    """Rate, latency and model."""
    parts = []
    if viewer.timing.rate:
        parts.append(f"{viewer.timing.rate:.0f} frames/s")
    if viewer.timing.latency:
        parts.append(f"{viewer.timing.latency:.0f} ms behind")
    if viewer.model:
        parts.append("loading the next" if viewer.loading else viewer.model.name)
    return "  ·  ".join(parts)
