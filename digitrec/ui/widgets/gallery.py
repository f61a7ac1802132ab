"""What was taught, as a sheet over the picture: a row of glyphs for each digit, several pages if need be."""

from __future__ import annotations

from collections.abc import Iterator

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.evidence import draw_glyph
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.text import shortened
from digitrec.ui.widgets.theme import BODY, BOLD, MARGIN, MEDIUM, TITLE
from digitrec.ui.window.events import Point
from digitrec.ui.window.hand import Gallery, OwnGlyph

SIDE, STEP = 44, 50  # pixels: a glyph, and from one to the next
HEAD = 56  # pixels above the first row
LABEL = 24  # pixels left of a row for its digit
EMPTY = "Nothing is taught yet: write, press t, type the right digits, Enter."
HINT = "A click forgets a glyph."

Place = tuple[OwnGlyph, Area]


def draw_gallery(painter: Painter, area: Area, gallery: Gallery) -> None:
    """Draws the page that is shown over `area`."""
    theme = painter.theme
    painter.fill(area, theme.paper)
    count, pages = len(gallery.glyphs), _pages(gallery, area)
    left, width = area.left + MARGIN, area.width - 2 * MARGIN
    told = "Your hand" if not count else f"Your hand: {count} {'glyph' if count == 1 else 'glyphs'}"
    painter.text(told, (left, area.top + 28), TITLE, theme.text, BOLD)
    hint = EMPTY if not count else HINT
    if len(pages) > 1:
        hint += f" Page {gallery.page % len(pages) + 1} of {len(pages)}; Space turns it."
    painter.text(shortened(hint, width, BODY), (left, area.top + 46), BODY, theme.muted)
    row = None
    for own, place in shown_places(gallery, area):
        if row != (own.label, place.top):
            row = own.label, place.top
            painter.text(str(own.label), (left, place.top + SIDE / 2 + 6), TITLE, theme.text, MEDIUM)
        draw_glyph(painter, place, own.glyph)


def glyph_at(gallery: Gallery, area: Area, at: Point) -> OwnGlyph | None:
    """The glyph at a point of the window, None where there is none."""
    return next((own for own, place in shown_places(gallery, area) if place.contains(*at)), None)


def shown_places(gallery: Gallery, area: Area) -> list[Place]:
    """The glyphs of the page that is shown, and where they stand."""
    pages = _pages(gallery, area)
    return pages[gallery.page % len(pages)] if pages else []


def _pages(gallery: Gallery, area: Area) -> list[list[Place]]:
    columns = max(1, (area.width - 2 * MARGIN - LABEL) // STEP)
    rows = max(1, (area.height - HEAD) // STEP)
    lines = list(_lines(gallery, columns))
    left = area.left + MARGIN + LABEL
    return [
        [
            (own, Area(left + STEP * column, area.top + HEAD + STEP * number, SIDE, SIDE))
            for number, line in enumerate(lines[first : first + rows])
            for column, own in enumerate(line)
        ]
        for first in range(0, len(lines), rows)
    ]


def _lines(gallery: Gallery, columns: int) -> Iterator[list[OwnGlyph]]:
    """Rows of glyphs of one digit each."""
    for label in range(10):
        own = [one for one in gallery.glyphs if one.label == label]
        yield from (own[first : first + columns] for first in range(0, len(own), columns))
