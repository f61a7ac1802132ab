"""Images to try a page with: small pictures that one can tap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import gradio as gr
import numpy as np

from digitrec.files.documents import load_image
from digitrec.models.places import examples
from digitrec.web.pictures import jpeg

TITLES = {
    "page.jpg": "A page",
    "form.png": "A form",
    "score.jpg": "Score row",
    "touching.png": "Touching",
    "drawn.png": "Drawn",
    "no-digits.jpg": "No digits",
}
DRAWINGS = ("drawn.png", "touching.png")
THUMBNAIL, SHEET = 150, 640  # pixels: longer sides
WIDE = 1.7  # width over height: wider ones are fitted by their width

CSS = """
.examples { gap: .6rem !important; flex-wrap: wrap !important; align-items: flex-end; }
.examples > * { flex: 0 0 auto !important; min-width: 0 !important; width: auto !important; }
.examples button.example { width: 108px !important; min-width: 0 !important; height: 92px;
  padding: 62px 4px 4px;
  font-size: .82rem; font-weight: 500; border-radius: 9px; border: 1px solid var(--border-color-primary);
  background-color: var(--background-fill-primary); background-repeat: no-repeat;
  background-position: center 6px; color: var(--body-text-color); }
.examples button.example:hover { border-color: var(--primary-500); }
@media (max-width: 640px) { .examples button.example { width: 100px !important; } }
"""


def example_paths(names: Sequence[str] = tuple(TITLES)) -> list[Path]:
    """Those of the example images that are there."""
    folder = examples()
    return [] if folder is None else [folder / name for name in names if (folder / name).is_file()]


def example_row(names: Sequence[str] = tuple(TITLES)) -> list[tuple[gr.Button, Path]]:
    """Lays out a row of examples.

    Returns:
        The button of each, and its image; none where the program came without them.
    """
    paths = example_paths(names)
    if not paths:
        return []
    gr.HTML('<p class="note">Or try one of these:</p>')
    with gr.Row(elem_classes=["examples"]):
        return [
            (gr.Button(TITLES[path.name], elem_classes=["example", f"example-{path.stem}"]), path)
            for path in paths
        ]


@lru_cache(maxsize=1)
def thumbnails() -> str:
    """The style sheet with the pictures of the buttons; they travel within the page."""
    return "\n".join(
        f'.examples button.example-{path.stem} {{ background-image: url("{jpeg(image, THUMBNAIL)}");'
        f" background-size: {'92px auto' if image.shape[1] > WIDE * image.shape[0] else 'auto 54px'}; }}"
        for path, image in ((path, load_image(path)) for path in example_paths())
    )


def sheet_uri(path: Path) -> str:
    """A drawing for the pad, in colour or grey."""
    image = load_image(path)
    grey = image if image.ndim == 2 else cv2.cvtColor(image[..., :3], cv2.COLOR_BGR2GRAY)
    return jpeg(np.asarray(grey, np.uint8), SHEET)
