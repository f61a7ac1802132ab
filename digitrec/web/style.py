"""Style sheet of the pages: light and dark, for computers and phones."""

from __future__ import annotations

import gradio as gr

from digitrec.web import examples, pad, script
from digitrec.web.pages import hand

# Fonts of the reader's own machine: nothing is fetched.
FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")
FIXED = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

CSS = """
.gradio-container { width: 100%; max-width: 1180px !important; margin: 0 auto !important; }
#title { align-items: center; gap: 1rem; }
#title h1 { font-size: 1.5rem; margin: 0; letter-spacing: -0.01em; }
#title p { margin: 0; color: var(--body-text-color-subdued); }
.note { color: var(--body-text-color-subdued); margin: .3rem 0; }
.reading { --hue: var(--primary-600); padding: .4rem .2rem; min-height: 6.2rem; }
.dark .reading { --hue: var(--primary-400); }
.reading .number, .reading .number * { color: var(--hue) !important; }
.reading .number { font-size: clamp(2.4rem, 6vw, 3.6rem); line-height: 1.12; font-weight: 600;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.reading .sure { margin: .2rem 0 0; color: var(--body-text-color-subdued); }
.doubtful { --hue: #b4450b !important; }
.dark .doubtful { --hue: #f0935a !important; }
.cards { display: flex; flex-wrap: wrap; gap: .7rem; }
.card { --hue: var(--primary-600); width: 152px; padding: .55rem; border-radius: 10px;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-primary); }
.dark .card { --hue: var(--primary-400); }
.card .seen { display: flex; gap: .6rem; align-items: center; }
.card img { width: 78px; height: 78px; image-rendering: pixelated; border-radius: 5px;
  border: 1px solid var(--border-color-primary); margin: 0; }
.card .label { text-align: center; flex: 1; }
.card .label strong { display: block; font-size: 1.9rem; line-height: 1.1; color: var(--hue) !important; }
.card .label small { color: var(--body-text-color-subdued); white-space: nowrap; font-size: .74rem; }
.bars { display: flex; gap: 2px; margin-top: .5rem; }
.bar { flex: 1; text-align: center; }
.bar i { display: flex; align-items: flex-end; height: 44px; background: var(--background-fill-secondary);
  border-radius: 2px; overflow: hidden; }
.bar b { display: block; width: 100%; background: var(--body-text-color-subdued); opacity: .55; }
.bar.best b { background: var(--hue); opacity: 1; }
.bar span { font-size: .68rem; color: var(--body-text-color-subdued); font-variant-numeric: tabular-nums; }
.bar.best span { color: var(--hue); font-weight: 700; }
.figures { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); }
.figures.wide { grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); }
figure { margin: 0; min-width: 0; }
figure img { width: 100%; height: auto; max-height: 460px; object-fit: contain; object-position: left top;
  border-radius: 8px; border: 1px solid var(--border-color-primary); background: #fff; margin: 0; }
figcaption { font-size: .86rem; color: var(--body-text-color-subdued); overflow-wrap: anywhere;
  margin-top: .25rem; }
.scroll { overflow-x: auto; }
.scroll table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.scroll th { text-align: left; font-weight: 600; font-size: .84rem; color: var(--body-text-color-subdued); }
.scroll th, .scroll td { padding: .4rem .7rem; vertical-align: top; border: 0 !important;
  border-bottom: 1px solid var(--border-color-primary) !important; }
.scroll table, .scroll thead, .scroll tr { border: 0 !important; }
.scroll .right { text-align: right; white-space: nowrap; }
.download { display: inline-block; padding: .42rem .9rem; margin: 0 .5rem .3rem 0; border-radius: 8px;
  border: 1px solid var(--border-color-primary); background: var(--button-secondary-background-fill);
  color: var(--body-text-color) !important; text-decoration: none !important; }
.download:hover { border-color: var(--primary-500); }
.progress { height: 8px; border-radius: 4px; overflow: hidden; background: var(--background-fill-secondary);
  border: 1px solid var(--border-color-primary); margin: .4rem 0; }
.progress b { display: block; height: 100%; background: var(--primary-500); }
.settled .reading { --hue: #177245; }
.dark .settled .reading { --hue: #58c98b; }
@media (max-width: 640px) {
  #title p { display: none; }
  .card { width: calc(50% - .35rem); }
  #webcam, #webcam .image-container { height: 300px !important; }
}
footer .divider { display: none !important; }
footer { margin-top: 1rem !important; }
"""


def style_sheet() -> str:
    """All of it: of the pages, the pad, the examples."""
    return "\n".join([CSS, pad.CSS, script.CSS, examples.CSS, hand.CSS, examples.thumbnails()])


def theme() -> gr.themes.Base:
    """Gradio's own look in blue, with the fonts of the machine."""
    return gr.themes.Default(
        primary_hue=gr.themes.colors.blue, neutral_hue=gr.themes.colors.slate, font=FONTS, font_mono=FIXED
    )
