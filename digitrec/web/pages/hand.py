"""What was taught, on the Train page: all glyphs by digit; a click forgets one."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import gradio as gr

from digitrec.handwriting.opening import open_store
from digitrec.handwriting.store import GlyphStore, TaughtGlyph
from digitrec.web import markup
from digitrec.web.pictures import glyph_png

MOST = 500  # glyphs shown
NOTHING = "Nothing is taught yet: press t in the draw or camera window, or run digitrec teach IMAGE DIGITS."
HINT = "A click forgets a glyph. Learn them for good: python training_model.py --adapt"

CSS = """
#own-hand .row { display: flex; flex-wrap: wrap; gap: 5px; align-items: center; margin: .3rem 0; }
#own-hand .row > strong { width: 1.4rem; font-size: 1.2rem; }
#own-hand button { padding: 0; border: 1px solid var(--border-color-primary); border-radius: 5px;
  cursor: pointer; background: #fff; line-height: 0; }
#own-hand button:hover, #own-hand button:focus-visible { border-color: #c42d2d; outline: 2px solid #c42d2d; }
#own-hand img { width: 44px; height: 44px; image-rendering: pixelated; margin: 0; border-radius: 4px; }
"""

# Gradio runs this with `element`, `props` and `trigger` of the component. The gallery is another component,
# whose content changes: hence the listener on the page.
SCRIPT = """
  let clicks = 0;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#own-hand button[data-key]");
    if (!button || !element.isConnected) return;
    clicks += 1;
    props.value = JSON.stringify({key: button.dataset.key, clicks});
    trigger("input");
  });
"""


def hand_section(tab: gr.Tab) -> None:
    """Lays the section out.

    Args:
        tab: the page's, which fills it when it is opened.
    """
    store = open_store()
    gr.HTML("<h3>Your hand</h3>")
    shown = gr.HTML(gallery_of(store), elem_id="own-hand")
    said = gr.HTML("", elem_id="own-hand-said")
    back = gr.Button("Bring back what was forgotten last", size="sm", elem_id="own-hand-back")
    picker = gr.HTML("", html_template="<span hidden></span>", js_on_load=SCRIPT, elem_id="own-hand-picker")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    picker.input(lambda clicked: forgotten(store, clicked), picker, [shown, said], **quiet)
    back.click(lambda: brought_back(store), None, [shown, said], **quiet)
    tab.select(lambda: gallery_of(store), None, shown, **quiet)


def gallery_of(store: GlyphStore) -> str:
    """All glyphs, a row a digit."""
    taught = store.taught()
    if not taught:
        return markup.note(NOTHING)
    rows = []
    for label in range(10):
        own = "".join(_button(one) for one in taught[:MOST] if one.label == label)
        rows.append(f'<div class="row"><strong>{label}</strong>{own}</div>' if own else "")
    more = f" {len(taught) - MOST} more are not shown." if len(taught) > MOST else ""
    return markup.note(f"{len(taught)} taught. {HINT}.{more}") + "".join(rows)


def forgotten(store: GlyphStore, clicked: str | None) -> tuple[str, str]:
    """Forgets the glyph that was clicked on, if there is one: the gallery, and what happened."""
    try:
        key = json.loads(clicked or "{}").get("key")
    except (ValueError, AttributeError):
        key = None
    chosen = [one for one in store.taught() if _key(one) == key]
    count = store.forget(chosen)
    return gallery_of(store), markup.note(f"Forgot a {chosen[0].label}.") if count else ""


def brought_back(store: GlyphStore) -> tuple[str, str]:
    """Brings back what was forgotten last: the gallery, and what happened."""
    count = store.bring_back()
    said = f"Brought {count} back." if count else "Nothing was forgotten."
    return gallery_of(store), markup.note(said)


def _key(one: TaughtGlyph) -> str:
    return f"{one.label}/{one.path.name}"


def _button(one: TaughtGlyph) -> str:
    told = f"forget this {one.label}"
    return (
        f'<button type="button" data-key="{escape(_key(one))}" title="{told}" aria-label="{told}">'
        f'<img src="{glyph_png(one.glyph)}" width="44" height="44" alt=""></button>'
    )
