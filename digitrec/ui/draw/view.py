"""How the draw window looks: `render` paints a canvas, a panel beside it and a footer below."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from digitrec.types import Image
from digitrec.ui.draw.state import Canvas
from digitrec.ui.draw.strokes import Stroke, draw_ink
from digitrec.ui.widgets.cards import draw_help, draw_information
from digitrec.ui.widgets.keycaps import CAP_SIDE, draw_keys, key_rows
from digitrec.ui.widgets.overlay import (
    Area,
    draw_bars,
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
    BOLD,
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
from digitrec.ui.window.hotkeys import DRAWING

STATUS_HEIGHT = 34  # pixels: the footer's first line
KEYS_HEIGHT = CAP_SIDE + 4  # pixels: each row of key caps
MOUSE = "left button draws, right button erases the stroke under it"
SIDE_NOTE = 16  # pixels between the lines beside the model's input


def window_size(canvas: Canvas) -> tuple[int, int]:
    """(width, height) of the whole picture in pixels."""
    width = canvas.size[0] + PANEL_WIDTH
    return width, canvas.size[1] + STATUS_HEIGHT + KEYS_HEIGHT * _key_rows(width) + GAP


def render(canvas: Canvas) -> Image:
    """Paints the window.

    Returns:
        (H, W, 3) uint8, blue, green, red; the drawing area is its top left corner.
    """
    width, height = window_size(canvas)
    frame = np.empty((height, width, 3), np.uint8)
    sheet = Area(0, 0, *canvas.size)
    fill(frame, Area(sheet.width, 0, PANEL_WIDTH, sheet.height), PANEL)
    fill(frame, Area(0, sheet.height, width, height - sheet.height), PANEL)
    _draw_sheet(frame[: sheet.height, : sheet.width], canvas)
    if canvas.overlay:
        if canvas.overlay == "help":
            draw_help(frame, sheet, DRAWING, MOUSE)
        else:
            draw_information(frame, sheet, canvas.model)
    _draw_panel(frame, Area(sheet.width, 0, PANEL_WIDTH, sheet.height), canvas)
    fill(frame, Area(sheet.width, 0, 1, sheet.height), EDGE)
    fill(frame, Area(0, sheet.height, width, 1), EDGE)
    _draw_footer(frame, Area(0, sheet.height, width, height - sheet.height), canvas)
    return frame


def paint(strokes: tuple[Stroke, ...], size: tuple[int, int]) -> Image:
    """The strokes as dark ink on white paper: (H, W, 3) uint8."""
    return np.asarray(cv2.applyColorMap(draw_ink(strokes, size), _tones()), np.uint8)


@lru_cache(maxsize=1)
def _tones() -> Image:
    """From paper to ink: (256, 1, 3) uint8."""
    share = np.linspace(0, 1, 256)[:, None, None]
    tones: Image = np.round(share * np.array(INK) + (1 - share) * np.array(PAPER)).astype(np.uint8)
    return tones


def _draw_sheet(sheet: Image, canvas: Canvas) -> None:
    sheet[:] = paint(canvas.strokes, canvas.size)
    if canvas.result:
        draw_boxes(sheet, canvas.result.reading.lines, canvas.digit)
    if not canvas.strokes:
        middle = canvas.size[0] / 2, canvas.size[1] / 2
        draw_text(sheet, "Write a number here", middle, TITLE + 4, FAINT, align=0.5)
        hint = "left button draws, right button erases"
        draw_text(sheet, hint, (middle[0], middle[1] + 26), BODY, FAINT, align=0.5)


def _draw_panel(frame: Image, panel: Area, canvas: Canvas) -> None:
    left, width = panel.left + MARGIN, panel.width - 2 * MARGIN
    spare = panel.height - 400
    bars = 140 + min(60, spare // 2)
    side = 84 + min(28, spare // 3)
    input_top = panel.bottom - side - 14
    bars_top = input_top - 24 - bars
    _draw_reading(frame, Area(left, 12, width, bars_top - 26 - 12), canvas)
    _draw_heading(frame, left, bars_top - 8, width, _bars_heading(canvas))
    draw_bars(frame, Area(left, bars_top, width, bars), canvas.digit)
    glyph = canvas.digit.glyph if canvas.digit else None
    draw_glyph(frame, Area(left, input_top, side, side), glyph)
    _draw_model(frame, Area(left + side + 14, input_top, width - side - 14, side), canvas)


def _draw_heading(frame: Image, left: int, baseline: int, width: int, text: str) -> None:
    draw_text(frame, shortened(text, width, TINY, MEDIUM), (left, baseline), TINY, MUTED, MEDIUM)


def _bars_heading(canvas: Canvas) -> str:
    if len(canvas.digits) > 1:
        return f"Digit {canvas.selected + 1} of {len(canvas.digits)}"
    return "Probabilities"


def _draw_reading(frame: Image, area: Area, canvas: Canvas) -> None:
    """The reading in large type with its confidence, or why there is none."""
    _draw_heading(frame, area.left, area.top + 10, area.width, "Reading")
    rows = Area(area.left, area.top + 18, area.width, area.height - 18 - 26)
    note, tone = _standing(canvas)
    if canvas.result and canvas.digits:
        stale = not canvas.live and not canvas.is_read
        texts = tuple(line.text for line in canvas.result.reading.lines)
        draw_rows(frame, rows, texts, FAINT if stale else TEXT)
        draw_text(frame, note, (area.left, area.bottom - 6), BODY, tone, MEDIUM)
        return
    fill_rounded(frame, Area(area.left, rows.top + 26, 26, 5), EDGE, 2)
    for i, line in enumerate(wrapped(note, area.width, BODY)[:4]):
        draw_text(frame, line, (area.left, rows.top + 56 + 18 * i), BODY, tone)


def _standing(canvas: Canvas) -> tuple[str, Colour]:
    """The line under the reading, and its colour."""
    if canvas.result and canvas.digits:
        lowest = canvas.result.reading.confidence
        return f"{percent(lowest)}{' at the weakest digit' if len(canvas.digits) > 1 else ''}", MUTED
    if canvas.model_error:
        return canvas.model_error, WARNING
    if not canvas.strokes:
        return "The canvas is blank.", MUTED
    if canvas.model is None:
        return "Loading the model.", MUTED
    if canvas.result and canvas.is_read:
        return "No digit in this drawing.", MUTED
    return "", MUTED


def _draw_model(frame: Image, area: Area, canvas: Canvas) -> None:
    """What the picture on its left is, which model reads it, how good and how fast that is."""
    model = canvas.model
    if model is None:
        name, score = ("no model" if canvas.model_error else "loading the model"), ""
    else:
        name = "loading the next" if canvas.loading else model.name
        score = "unverified" if model.accuracy is None else f"{percent(model.accuracy, 2)} on record"
    pace = f"{canvas.result.milliseconds:.1f} ms a reading" if canvas.result else ""
    if text_width(name, SMALL, BOLD) > area.width:
        name = name.replace("_", " ")  # where a long name may be broken
    lines = wrapped(name, area.width, SMALL, BOLD)[:2]
    top = area.bottom - SIDE_NOTE * (len(lines) + 2) + 8
    draw_text(frame, "what the model sees", (area.left, area.top + 10), TINY, MUTED)
    for i, line in enumerate(lines):
        draw_text(frame, line, (area.left, top + SIDE_NOTE * i), SMALL, TEXT, BOLD)
    for i, line in enumerate((score, pace), len(lines)):
        draw_text(frame, shortened(line, area.width, SMALL), (area.left, top + SIDE_NOTE * i), SMALL, MUTED)


def _key_rows(width: int) -> int:
    return key_rows(width - 2 * MARGIN, DRAWING)


def _draw_footer(frame: Image, area: Area, canvas: Canvas) -> None:
    baseline = area.top + 22
    pen = f"pen {canvas.pen}"
    live = "live" if canvas.live else "at pen-up"
    right = area.right - MARGIN
    draw_text(frame, live, (right, baseline), SMALL, TEXT if canvas.live else MUTED, MEDIUM, 1.0)
    right -= text_width(live, SMALL, MEDIUM) + 10
    dot = ACCENT if canvas.live else FAINT
    fill_rounded(frame, Area(right - 2, baseline - 8, 8, 8), dot, 4)
    right -= 16
    draw_text(frame, pen, (right, baseline), SMALL, MUTED, MEDIUM, 1.0)
    room = right - text_width(pen, SMALL, MEDIUM) - MARGIN - area.left - MARGIN
    standing = "" if canvas.model else "No model." if canvas.model_error else "Loading the model."
    message = canvas.message or standing
    tone = WARNING if canvas.message_is_error or canvas.model_error else TEXT
    draw_text(frame, shortened(message, room, BODY), (area.left + MARGIN, baseline), BODY, tone)
    keys = Area(MARGIN, area.top + STATUS_HEIGHT, area.width - 2 * MARGIN, KEYS_HEIGHT)
    draw_keys(frame, keys, DRAWING)
