"""How a practice looks: the digit to write, how far one has come, and at the end what was misread."""

from __future__ import annotations

from digitrec.ui.draw.practice import Attempt, Practice
from digitrec.ui.draw.strokes import Stroke, draw_ink
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.cards import draw_card
from digitrec.ui.widgets.evidence import draw_glyph
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.reading import Shown, draw_heading
from digitrec.ui.widgets.text import shortened
from digitrec.ui.widgets.theme import BODY, BOLD, GAP, MEDIUM, SMALL, TITLE, Theme

CELL_WIDTH, CELL_HEIGHT = 148, 64  # pixels: one misread digit
PICTURE_SIDE = 56  # pixels
AROUND = 20  # pixels of paper around what was drawn
VERDICTS = {10: "All of them. ", 9: "Nearly all. ", 8: "Well done. "}


def shown_in_practice(practice: Practice, theme: Theme) -> Shown:
    """What stands in the place of the reading."""
    if practice.is_over:
        total = f"{practice.score} / {len(practice.targets)}"
        note = "Space: ten others, g: the end"
        return Shown((total,), theme.text, note, theme.muted, heading="Score", brief="Space: again")
    note = f"{len(practice.attempts) + 1} of {len(practice.targets)}, then Space"
    if practice.waiting:
        note = "Reading it."
    brief = f"{len(practice.attempts) + 1} of {len(practice.targets)}"
    return Shown((str(practice.target),), theme.text, note, theme.muted, heading="Write", brief=brief)


def draw_target(painter: Painter, area: Area, practice: Practice) -> None:
    """Draws the digit to write in large type, and a dot for each one of the practice."""
    theme = painter.theme
    shown = shown_in_practice(practice, theme)
    draw_heading(painter, area, shown.heading)
    size = min(160, max(40, area.height - 110))
    if practice.is_over:
        size = min(size, 72)
    painter.text(shown.rows[0], (area.left - size * 0.05, area.top + 24 + size * 0.8), size, theme.text)
    baseline = area.top + 24 + size + 26
    painter.text(shown.note, (area.left, baseline), BODY, theme.muted, MEDIUM)
    _draw_progress(painter, (area.left, baseline + 18), practice)


def _draw_progress(painter: Painter, at: tuple[int, float], practice: Practice) -> None:
    """A dot for each digit: read right, misread, or still to come."""
    theme = painter.theme
    for place in range(len(practice.targets)):
        x = at[0] + 6 + 18 * place
        if place >= len(practice.attempts):
            painter.dot((x, at[1]), 5, theme.faint)
            painter.dot((x, at[1]), 3.5, theme.panel)
        elif practice.attempts[place].right:
            painter.dot((x, at[1]), 5, theme.settled)
        else:
            painter.dot((x, at[1]), 5, theme.doubtful)


def draw_score(painter: Painter, area: Area, practice: Practice) -> None:
    """Draws the score, and what was misread with what the model saw of it."""
    inside = draw_card(painter, area)
    theme = painter.theme
    total, score = len(practice.targets), practice.score
    verdict = VERDICTS.get(score, "") if total == 10 else ""
    text = f"{verdict}{score} of {total} read as they were meant"
    fitting = shortened(text, inside.width, TITLE, BOLD)
    painter.text(fitting, (inside.left, inside.top + 16), TITLE, theme.text, BOLD)
    misread = practice.misread
    note = "What was misread, as the model saw it:" if misread else "Nothing was misread."
    painter.text(shortened(note, inside.width, BODY), (inside.left, inside.top + 42), BODY, theme.muted)
    columns = max(1, inside.width // CELL_WIDTH)
    for place, attempt in enumerate(misread):
        left = inside.left + place % columns * CELL_WIDTH
        top = inside.top + 56 + place // columns * (CELL_HEIGHT + GAP)
        if top + CELL_HEIGHT <= inside.bottom:
            _draw_attempt(painter, (left, top), attempt)


def _draw_attempt(painter: Painter, at: tuple[int, int], attempt: Attempt) -> None:
    theme = painter.theme
    side = Area(at[0], at[1], PICTURE_SIDE, PICTURE_SIDE)
    digits = attempt.reading.digits
    draw_glyph(painter, side, digits[0].glyph if digits else None)
    if not digits:
        _draw_strokes(painter, side.inset(1), attempt)
    left, width = side.right + 8, CELL_WIDTH - PICTURE_SIDE - 16
    painter.text(f"meant {attempt.wanted}", (left, at[1] + 16), SMALL, theme.text, MEDIUM)
    painter.text("read as", (left, at[1] + 33), SMALL, theme.muted)
    told = shortened(attempt.told, width, SMALL, MEDIUM)
    painter.text(told, (left, at[1] + 50), SMALL, theme.doubtful_text, MEDIUM)


def _draw_strokes(painter: Painter, area: Area, attempt: Attempt) -> None:
    """What was drawn, for a drawing in which no digit was found."""
    bounds = [stroke.bounds for stroke in attempt.strokes]
    left, top = min(b[0] for b in bounds) - AROUND, min(b[1] for b in bounds) - AROUND
    width, height = max(b[2] for b in bounds) + AROUND - left, max(b[3] for b in bounds) + AROUND - top
    part = painter.part(area)
    scale = min(part.shape[1] / width, part.shape[0] / height)
    right, down = (part.shape[1] / scale - width) / 2 - left, (part.shape[0] / scale - height) / 2 - top
    moved = tuple(
        Stroke(tuple((x + right, y + down) for x, y in stroke.points), stroke.width)
        for stroke in attempt.strokes
    )
    ink = draw_ink(moved, (part.shape[1], part.shape[0]), scale)[..., None] / 255
    part[:] = (ink * painter.theme.ink + (1 - ink) * painter.theme.paper).astype("uint8")
