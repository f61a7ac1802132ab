"""HTML of a report: one page with its figures inside, nothing to fetch."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; --line: #e5e7eb; --back: #f6f7f9; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; background: #fff; margin: 2rem auto;
  max-width: 68rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
img { max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
.words { font-size: 1.1rem; max-width: 46rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .7rem; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; }
.facts td:last-child { text-align: left; overflow-wrap: anywhere; }
pre { background: var(--back); padding: .8rem; overflow-x: auto; font-size: 12px; line-height: 1.25; }
.scroll { overflow-x: auto; }
@media (prefers-color-scheme: dark) {
  :root { --line: #374151; --back: #1b2330; }
  body { color: #e5e7eb; background: #111722; }
}
"""


def page(title: str, subtitle: str, sections: Sequence[tuple[str, str]]) -> str:
    """A page of HTML.

    Args:
        title: plain text.
        subtitle: plain text.
        sections: headings in plain text, and what stands below them in HTML.
    """
    body = "\n".join(f"<h2>{escape(heading)}</h2>\n{content}" for heading, content in sections)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{escape(title)}</h1>\n<p>{escape(subtitle)}</p>\n{body}\n</body>\n</html>\n"
    )


def sentence(text: str) -> str:
    """A paragraph of plain text."""
    return f'<p class="words">{escape(text)}</p>'


def picture(png: bytes, what: str) -> str:
    """A PNG inside the page."""
    content = base64.b64encode(png).decode("ascii")
    return f'<img src="data:image/png;base64,{content}" alt="{escape(what)}">'


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first column is text, the others are numbers."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table>\n<tr>{head}</tr>\n{lines}\n</table></div>'


def facts(values: Mapping[str, str]) -> str:
    """Names and values."""
    rows = "\n".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in values.items())
    return f'<table class="facts">\n{rows}\n</table>'


def preformatted(text: str) -> str:
    """Text as it stands."""
    return f"<pre>{escape(text)}</pre>"
