"""How the camera window looks: `render` paints the frame with its boxes, and the panel beside it."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.percent import percent
from digitrec.types import Box, Image, Line, Reading
from digitrec.ui.camera.state import Viewer
from digitrec.ui.camera.update import dragged
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.boxes import draw_boxes
from digitrec.ui.widgets.cards import draw_help, draw_information
from digitrec.ui.widgets.evidence import draw_glyph
from digitrec.ui.widgets.gallery import draw_gallery
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.reading import Shown, draw_reading, shown_while_teaching
from digitrec.ui.widgets.shell import StatusMark, draw_shell, painter_for
from digitrec.ui.widgets.text import shortened, text_width
from digitrec.ui.widgets.theme import LIGHT, MARGIN, MEDIUM, SMALL, TINY, TITLE, Colour, Theme, rgb

GLYPH_SIDE = 40  # pixels: each input in the panel
GLYPH_STEP = GLYPH_SIDE + 16  # from row to row, the label below included
LEAST_READING = 110  # pixels of the panel for the reading; the inputs below give way
RECORDING = rgb(0xC42D2D)
NOTE, ON_NOTE = rgb(0x14181F), rgb(0xFFFFFF)  # of small labels on the picture
ANNOTATION_HEIGHT = 720  # pixels of a frame at which its labels have their usual size
MOUSE = "drag on the picture to read only a part of it; click on a box to see more"


def render(viewer: Viewer, scale: float = 1.0) -> Image:
    """Paints the window.

    Args:
        viewer: what to show.
        scale: pixels of the picture for one of the window.

    Returns:
        (H, W, 3) uint8, blue, green, red.
    """
    layout = viewer.layout
    painter = painter_for(viewer, scale)
    _draw_picture(painter, layout.picture, viewer)
    if viewer.gallery is not None:
        draw_gallery(painter, layout.picture, viewer.gallery)
    if viewer.overlay == "help":
        draw_help(painter, layout.picture, viewer.hotkeys, MOUSE)
    elif viewer.overlay:
        draw_information(painter, layout.picture, viewer.model)
    shown = _shown(viewer, painter.theme)
    beside = layout.panel or layout.strip
    if viewer.is_lit and beside is not None:
        painter.fill(beside, painter.theme.lit)
    if layout.panel is not None:
        _draw_panel(painter, layout.panel, viewer, shown)
    draw_shell(painter, layout, viewer, shown, _marks(viewer, painter.theme))
    return painter.frame


def annotated_frame(image: Image, lines: tuple[Line, ...]) -> Image:
    """A copy of a frame with its digits boxed and labelled: (H, W, 3) uint8."""
    scale = max(1.0, image.shape[0] / ANNOTATION_HEIGHT)
    painter = Painter(_as_bgr(image).copy(), LIGHT, scale)

    def place(box: Box) -> Area:
        left, top = round(box.left / scale), round(box.top / scale)
        right, bottom = round(box.right / scale), round(box.bottom / scale)
        return Area(left, top, max(1, right - left), max(1, bottom - top))

    width, height = painter.size
    draw_boxes(painter, Reading(lines), None, Area(0, 0, int(width), int(height)), place, on_photo=True)
    return painter.frame


def _as_bgr(image: Image) -> Image:
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.ascontiguousarray(image[..., :3])


def _draw_picture(painter: Painter, picture: Area, viewer: Viewer) -> None:
    """The frame, or what is taken for ink, with boxes, region and what has to be said in its corner."""
    theme = painter.theme
    if viewer.frame is None:
        told = shortened(viewer.lost or f"Opening {viewer.source}", picture.width - 40, TITLE)
        painter.text(told, picture.centre, TITLE, theme.muted, align=0.5)
        return
    showing = viewer.showing_ink and viewer.ink is not None
    painter.picture(viewer.shown, _ink_picture(viewer) if showing else _as_bgr(viewer.frame.image))
    if viewer.region is not None:
        _shade_outside(painter, viewer.shown, viewer.in_window(viewer.region))
    # A photo is as bright in the dark as it is in the light: what is drawn on it keeps its colours.
    on_photo = Painter(painter.frame, LIGHT, painter.scale)
    draw_boxes(on_photo, viewer.reading, viewer.item, viewer.shown, viewer.in_window, on_photo=True)
    marked = dragged(viewer)
    if marked is not None:
        on_photo.outline(viewer.in_window(marked), LIGHT.accent, 2)
    _draw_notes(painter, picture, viewer)


def _ink_picture(viewer: Viewer) -> Image:
    """What is taken for ink, dark on light, where it stands in the frame."""
    if viewer.ink is None or viewer.frame is None:
        raise ValueError("There is no ink map to show.")
    height, width = viewer.frame.image.shape[:2]
    whole = np.full((height, width), 255, np.uint8)
    box = viewer.region or Box(0, 0, width, height)
    part = whole[box.top : box.bottom, box.left : box.right]
    part[:] = 255 - np.asarray(cv2.resize(viewer.ink, part.shape[1::-1]), np.uint8)
    return _as_bgr(whole)


def _shade_outside(painter: Painter, shown: Area, region: Area) -> None:
    whole, part = painter.part(shown), painter.part(region)
    inside = part.copy()
    whole[:] = whole // 2 + 60
    part[:] = inside
    painter.outline(region, LIGHT.accent)


def _draw_notes(painter: Painter, picture: Area, viewer: Viewer) -> None:
    """Small labels on the picture: in the corner what is out of the ordinary, below what could be better."""
    notes = [
        (viewer.recording, "recording", RECORDING),
        (viewer.frozen, "frozen", NOTE),
        (viewer.showing_ink, "what is taken for ink", NOTE),
        (bool(viewer.lost), "no picture", RECORDING),
        (viewer.ended, "end of the file", NOTE),
    ]
    left = picture.left + 10
    for on, text, colour in notes:
        if on:
            left = _draw_note(painter, (left, picture.top + 10), text, colour) + 6
    if viewer.hint and not viewer.ended and not viewer.overlay:
        text = shortened(viewer.hint, picture.width - 40, SMALL, MEDIUM)
        middle = picture.left + (picture.width - text_width(text, SMALL, MEDIUM) - 16) // 2
        _draw_note(painter, (middle, picture.bottom - 34), text, NOTE)


def _draw_note(painter: Painter, at: tuple[int, int], text: str, colour: Colour) -> int:
    """Draws a small label; returns its right edge."""
    area = Area(at[0], at[1], text_width(text, SMALL, MEDIUM) + 16, 22)
    painter.fill_rounded(area, colour, 6)
    painter.text(text, (area.left + 8, area.top + 15), SMALL, ON_NOTE, MEDIUM)
    return area.right


def _draw_panel(painter: Painter, panel: Area, viewer: Viewer, shown: Shown) -> None:
    left, width = panel.left + MARGIN, panel.width - 2 * MARGIN
    columns = width // (GLYPH_SIDE + 4)
    rows = min(2, max(0, (panel.height - LEAST_READING - 44) // GLYPH_STEP))
    inputs_top = panel.bottom - rows * GLYPH_STEP - 8
    draw_reading(painter, Area(left, 12, width, inputs_top - (32 if rows else 0) - 12), shown)
    if not rows:
        return
    painter.text("What the model sees", (left, inputs_top - 10), TINY, painter.theme.muted, MEDIUM)
    digits = viewer.reading.digits[: rows * columns] or (None,)
    for place, digit in enumerate(digits):
        row, column = divmod(place, columns)
        area = Area(left + column * (GLYPH_SIDE + 4), inputs_top + row * GLYPH_STEP, GLYPH_SIDE, GLYPH_SIDE)
        draw_glyph(painter, area, digit.glyph if digit else None)
        if digit:
            middle = (area.left + GLYPH_SIDE / 2, area.bottom + 11)
            tone = painter.theme.doubtful_text if digit.doubtful else painter.theme.muted
            painter.text(percent(digit.confidence), middle, TINY, tone, align=0.5)


def _shown(viewer: Viewer, theme: Theme) -> Shown:
    """The number in large type with its confidence, and whether it has settled."""
    if viewer.teaching is not None:
        return shown_while_teaching(viewer.teaching, theme)
    note, tone = _note(viewer, theme)
    if not viewer.lines:
        return Shown((), theme.text, note, tone)
    rows = tuple(line.text for line in viewer.lines)
    settled = viewer.is_settled
    dot = theme.settled if settled else theme.faint
    brief = percent(viewer.reading.confidence, 1)
    return Shown(rows, theme.text if settled else theme.faint, note, tone, dot, brief=brief)


def _note(viewer: Viewer, theme: Theme) -> tuple[str, Colour]:
    """The line under the reading, and its colour."""
    if viewer.lines:
        lowest = percent(viewer.reading.confidence, 1)
        settled = "settled" if viewer.is_settled else "not settled yet"
        doubtful = sum(digit.doubtful for digit in viewer.reading.digits)
        told = f"{settled}, {lowest}" + (f", {doubtful} doubtful" if doubtful else "")
        return told, theme.doubtful_text if doubtful else theme.muted
    if viewer.model_error:
        return viewer.model_error, theme.error
    if viewer.model is None:
        return "Loading the model.", theme.muted
    if viewer.frame is None:
        return "Waiting for a picture.", theme.muted
    if viewer.refused:
        return "Nothing that looks like a number.", theme.muted
    return "No number in view. Hold up a piece of paper with one.", theme.muted


def _marks(viewer: Viewer, theme: Theme) -> tuple[StatusMark, ...]:
    """What is logged, the rate, the latency and the model."""
    marks = []
    if viewer.logging:
        marks.append(StatusMark(f"logged {viewer.logged}", theme.text, theme.accent))
    if viewer.timing.rate:
        marks.append(StatusMark(f"{viewer.timing.rate:.0f} frames/s", theme.muted))
    if viewer.timing.latency:
        marks.append(StatusMark(f"{viewer.timing.latency:.0f} ms behind", theme.muted))
    if viewer.model:
        marks.append(StatusMark("loading the next" if viewer.loading else viewer.model.name, theme.muted))
    return tuple(marks)
