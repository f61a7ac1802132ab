"""How the draw window looks: `render` paints the drawing with its boxes, and the panel beside it."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from digitrec.percent import percent
from digitrec.types import Image, Reading, Refused
from digitrec.ui.draw.practice_view import draw_score, draw_target, shown_in_practice
from digitrec.ui.draw.state import Canvas
from digitrec.ui.draw.strokes import Stroke, draw_ink
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.boxes import draw_boxes
from digitrec.ui.widgets.cards import draw_help, draw_information
from digitrec.ui.widgets.evidence import draw_bars, draw_glyph
from digitrec.ui.widgets.gallery import draw_gallery
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.reading import Shown, draw_heading, draw_reading, shown_while_teaching
from digitrec.ui.widgets.shell import StatusMark, draw_shell, painter_for
from digitrec.ui.widgets.text import shortened, text_width, wrapped
from digitrec.ui.widgets.theme import BODY, BOLD, LIGHT, MARGIN, SMALL, THEMES, TINY, TITLE, Colour, Theme

MOUSE = "left button draws, right button erases the stroke under it"
SIDE_NOTE = 16  # pixels between the lines beside the model's input
LEAST_READING = 110  # pixels of the panel for the reading; what is below gives way
LEAST_BARS, LEAST_GLYPH = 150, 84  # pixels


def render(canvas: Canvas, scale: float = 1.0) -> Image:
    """Paints the window.

    Args:
        canvas: what to show.
        scale: pixels of the picture for one of the window.

    Returns:
        (H, W, 3) uint8, blue, green, red; the drawing area is its top left corner.
    """
    layout = canvas.layout
    painter = painter_for(canvas, scale)
    _draw_paper(painter, layout.picture, canvas)
    if canvas.practice is not None and canvas.practice.is_over:
        draw_score(painter, layout.picture, canvas.practice)
    if canvas.gallery is not None:
        draw_gallery(painter, layout.picture, canvas.gallery)
    if canvas.overlay == "help":
        draw_help(painter, layout.picture, canvas.hotkeys, MOUSE)
    elif canvas.overlay:
        draw_information(painter, layout.picture, canvas.model)
    shown = _shown(canvas, painter.theme)
    if layout.panel is not None:
        _draw_panel(painter, layout.panel, canvas, shown)
    draw_shell(painter, layout, canvas, shown, _marks(canvas, painter.theme))
    return painter.frame


def paint(
    strokes: tuple[Stroke, ...], size: tuple[int, int], theme: Theme = LIGHT, scale: float = 1.0
) -> Image:
    """The strokes as ink on paper.

    Args:
        strokes: any number.
        size: (width, height) of the picture in pixels.
        theme: tells the colours of ink and paper.
        scale: pixels of the picture for one pixel of the strokes.

    Returns:
        (height, width, 3) uint8, blue, green, red.
    """
    return np.asarray(cv2.applyColorMap(draw_ink(strokes, size, scale), _tones(theme.name)), np.uint8)


@lru_cache(maxsize=2)
def _tones(theme: str) -> Image:
    """From paper to ink: (256, 1, 3) uint8."""
    share = np.linspace(0, 1, 256)[:, None, None]
    ink, paper = np.array(THEMES[theme].ink), np.array(THEMES[theme].paper)
    return np.asarray(np.round(share * ink + (1 - share) * paper), np.uint8)


def _draw_paper(painter: Painter, picture: Area, canvas: Canvas) -> None:
    part = painter.part(picture)
    size = part.shape[1], part.shape[0]
    part[:] = paint(canvas.strokes, size, painter.theme, canvas.zoom * painter.scale)
    if canvas.result and canvas.practice is None:
        draw_boxes(painter, canvas.result.reading, canvas.item, picture, canvas.in_window)
    if not canvas.strokes and not (canvas.practice and canvas.practice.is_over):
        target = canvas.practice.target if canvas.practice else None
        hint = "Write a number here" if target is None else f"Write a {target}"
        middle = picture.centre
        painter.text(hint, middle, TITLE + 4, painter.theme.faint, align=0.5)
        told = "left button draws, right button erases"
        if text_width(told, BODY) < picture.width - 20:
            painter.text(told, (middle[0], middle[1] + 26), BODY, painter.theme.faint, align=0.5)


def _draw_panel(painter: Painter, panel: Area, canvas: Canvas, shown: Shown) -> None:
    """The reading, and below it what it rests on, as far as there is room."""
    left, width = panel.left + MARGIN, panel.width - 2 * MARGIN
    spare = panel.height - 400
    bottom = panel.bottom - 14
    side = LEAST_GLYPH + max(0, min(28, spare // 3))
    if canvas.practice is None and bottom - side - 24 - LEAST_BARS >= LEAST_READING:
        glyph = canvas.digit.glyph if canvas.digit else None
        draw_glyph(painter, Area(left, bottom - side, side, side), glyph)
        _draw_model(painter, Area(left + side + 14, bottom - side, width - side - 14, side), canvas)
        bottom -= side + 24
    bars = LEAST_BARS + (max(0, min(60, spare // 2)) if len(shown.rows) < 2 else 0)
    idle = canvas.practice is not None or canvas.model_error
    if not idle and bottom - bars - 26 >= LEAST_READING:
        _draw_evidence(painter, Area(left, bottom - bars - 18, width, bars + 18), canvas)
        bottom -= bars + 26
    if canvas.practice is not None:
        draw_target(painter, Area(left, 12, width, bottom - 12), canvas.practice)
    else:
        draw_reading(painter, Area(left, 12, width, bottom - 12), shown)


def _draw_evidence(painter: Painter, area: Area, canvas: Canvas) -> None:
    """The ten probabilities of the selected digit, or why ink was refused."""
    draw_heading(painter, area, _heading(canvas))
    below = Area(area.left, area.top + 18, area.width, area.height - 18)
    if not isinstance(canvas.item, Refused):
        draw_bars(painter, below, canvas.digit)
        return
    painter.text("Not read", (below.left, below.top + 22), TITLE, painter.theme.text)
    for i, line in enumerate(wrapped(f"It {_as_verb(canvas.item.reason)}.", below.width, BODY)[:4]):
        painter.text(line, (below.left, below.top + 46 + 18 * i), BODY, painter.theme.muted)


def _as_verb(reason: str) -> str:
    """A reason so that it follows "It"."""
    return reason if reason.split()[0] in ("looks", "is") else f"is {reason}"


def _heading(canvas: Canvas) -> str:
    if isinstance(canvas.item, Refused):
        return f"Refused ink {canvas.selected - len(canvas.digits) + 1}"
    if len(canvas.digits) > 1:
        return f"Digit {canvas.selected + 1} of {len(canvas.digits)}"
    return "Probabilities"


def _shown(canvas: Canvas, theme: Theme) -> Shown:
    """The reading in large type with its confidence, or why there is none."""
    if canvas.practice is not None:
        return shown_in_practice(canvas.practice, theme)
    if canvas.teaching is not None:
        return shown_while_teaching(canvas.teaching, theme)
    note, tone = _note(canvas, theme)
    if canvas.result is None or not canvas.digits:
        return Shown((), theme.text, note, tone)
    stale = not canvas.live and not canvas.is_read
    rows = tuple(line.text for line in canvas.result.reading.lines)
    brief = percent(canvas.result.reading.confidence, 1)
    return Shown(rows, theme.faint if stale else theme.text, note, tone, brief=brief)


def _note(canvas: Canvas, theme: Theme) -> tuple[str, Colour]:
    """The line under the reading, and its colour."""
    if canvas.result and canvas.digits:
        return _certainty(canvas.result.reading), (
            theme.doubtful_text if canvas.result.reading.doubtful else theme.muted
        )
    if canvas.model_error:
        return canvas.model_error, theme.error
    if not canvas.strokes:
        return "The canvas is blank.", theme.muted
    if canvas.model is None:
        return "Loading the model.", theme.muted
    if canvas.result and canvas.is_read:
        return "No digit in this drawing.", theme.muted
    return "", theme.muted


def _certainty(reading: Reading) -> str:
    """How certain a reading is, in a few words."""
    doubtful = sum(digit.doubtful for digit in reading.digits)
    lowest = percent(reading.confidence, 1)
    told = f"{lowest} at the weakest digit" if len(reading.digits) > 1 else lowest
    if doubtful:
        told = f"{lowest}, doubtful" if len(reading.digits) == 1 else f"{doubtful} doubtful, {lowest}"
    refused = len(reading.refused)
    return f"{told}, {refused} not read" if refused else told


def _draw_model(painter: Painter, area: Area, canvas: Canvas) -> None:
    """What the picture on its left is, which model reads it, how good and how fast that is."""
    model, theme = canvas.model, painter.theme
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
    painter.text("what the model sees", (area.left, area.top + 10), TINY, theme.muted)
    for i, line in enumerate(lines):
        painter.text(line, (area.left, top + SIDE_NOTE * i), SMALL, theme.text, BOLD)
    for i, line in enumerate((score, pace), len(lines)):
        fitting = shortened(line, area.width, SMALL)
        painter.text(fitting, (area.left, top + SIDE_NOTE * i), SMALL, theme.muted)


def _marks(canvas: Canvas, theme: Theme) -> tuple[StatusMark, ...]:
    live = StatusMark(
        "live" if canvas.live else "at pen-up",
        theme.text if canvas.live else theme.muted,
        theme.accent if canvas.live else theme.faint,
    )
    return live, StatusMark(f"pen {canvas.pen}", theme.muted)
