"""The parts of the pages that are HTML: readings, digits with their bars, tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from digitrec.percent import percent
from digitrec.types import Digit, Reading
from digitrec.web.pictures import glyph_png

MOST_CARDS = 40  # digits shown one by one


def note(text: str) -> str:
    """A quiet sentence."""
    return f'<p class="note">{escape(text)}</p>'


def reading(read: Reading, nothing: str, of: str = "") -> str:
    """A reading in large type, with its confidence.

    Args:
        read: what was read.
        nothing: what to say if that is nothing.
        of: attributes of HTML that say what was read.
    """
    if not read.lines:
        return f'<div class="reading" {of}><p class="note">{escape(nothing)}</p></div>'
    rows = "".join(f"<div>{escape(line.text)}</div>" for line in read.lines)
    doubt = " doubtful" if read.doubtful else ""
    weakest = " of its weakest digit" if len(read.digits) > 1 else ""
    return (
        f'<div class="reading{doubt}" role="status" {of}><div class="number">{rows}</div>'
        f'<p class="sure">{percent(read.confidence, 1)} sure{weakest}</p></div>'
    )


def digits(read: Reading) -> str:
    """A card for each digit: what the model saw, the label, ten bars."""
    cards = "".join(_card(digit) for digit in read.digits[:MOST_CARDS])
    more = len(read.digits) - MOST_CARDS
    return f'<div class="cards">{cards}</div>' + (note(f"and {more} more digits") if more > 0 else "")


def _card(digit: Digit) -> str:
    doubt = " doubtful" if digit.doubtful else ""
    picture = ""
    if digit.glyph is not None:
        picture = (
            f'<img src="{glyph_png(digit.glyph)}" width="84" height="84" '
            f'alt="what the model saw of the {digit.label}">'
        )
    bars = "".join(
        f'<div class="bar{" best" if label == digit.label else ""}" title="{label}: {percent(share, 1)}">'
        f'<i><b style="height:{100 * share:.0f}%"></b></i><span>{label}</span></div>'
        for label, share in enumerate(digit.probabilities)
    )
    return (
        f'<div class="card{doubt}"><div class="seen">{picture}'
        f'<div class="label"><strong>{digit.label}</strong>'
        f'<small>{percent(digit.confidence, 1)}</small></div></div><div class="bars">{bars}</div></div>'
    )


def figure(picture: str, caption: str) -> str:
    """A picture with a line below.

    Args:
        picture: its data URI.
        caption: plain text.
    """
    text = escape(caption)
    return f'<figure><img src="{picture}" alt="{text}"><figcaption>{text}</figcaption></figure>'


def figures(parts: Sequence[str], wide: bool = False) -> str:
    """Figures side by side; fewer and larger if `wide`."""
    return f'<div class="figures{" wide" if wide else ""}">{"".join(parts)}</div>'


def plain(text: str) -> str:
    """Text that may stand in HTML."""
    return escape(text)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: int | None = None) -> str:
    """A table of plain text; the columns from `numbers` on are set to the right."""
    first = len(headings) if numbers is None else numbers
    kinds = ['class="right"' if place >= first else "" for place in range(len(headings))]
    head = "".join(f"<th {kind}>{escape(text)}</th>" for kind, text in zip(kinds, headings, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td {kind}>{escape(text)}</td>" for kind, text in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    )
    heading = f"<thead><tr>{head}</tr></thead>" if any(headings) else ""
    return f'<div class="scroll"><table>{heading}<tbody>{body}</tbody></table></div>'


def download(uri: str, name: str, text: str) -> str:
    """A link that saves a file which travels within the page."""
    return f'<a class="download" href="{uri}" download="{escape(name)}">{escape(text)}</a>'
