"""The drawing pad: a sheet with pen, eraser and undo, as a component of Gradio.

It fills the width of whatever it stands in, and its tools are below it, where a thumb reaches them. Each
drawing has a number, which its answer carries too: an answer to an older drawing than the one on the sheet is
shown in grey, as "reading…", never as what is written there.
"""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pillow

from digitrec.errors import ImageError
from digitrec.types import Ink

WIDTH = 640  # pixels: of the drawing that is sent
MOST_PIXELS = 4_000_000
# What decoders raise at what is no drawing.
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OSError,
    SyntaxError,
    Pillow.DecompressionBombError,
)
PREFIX = "data:image/png;base64,"


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A drawing that a browser sent.

    Args:
        ink: (H, W) uint8; None if nothing is drawn.
        number: counts the drawings of a page.
    """

    ink: Ink | None = None
    number: int = 0


def drawing_of(sheet: str | None) -> Drawing:
    """The drawing in the text that the pad writes: JSON with a `number`, and an `image` as a PNG data URI.

    Raises:
        ImageError: it is something else.
    """
    if not sheet:
        return Drawing()
    try:
        said = json.loads(sheet)
        number, image = int(said["number"]), said["image"]
        if not image:
            return Drawing(number=number)
        content = base64.b64decode(image.removeprefix(PREFIX), validate=True)
        with Pillow.open(io.BytesIO(content), formats=("PNG",)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("too many pixels")
        grey = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise ValueError("no image")
    except BROKEN as error:
        raise ImageError("This is no drawing of the pad. Load the page again.") from error
    ink = 255 - np.asarray(grey, np.uint8)
    return Drawing(ink if ink.any() else None, number)


HTML = """
<canvas aria-label="Write here" tabindex="0"></canvas>
<div class="tools" role="toolbar" aria-label="Tools">
  <button type="button" data-tool="pen" aria-pressed="true">Pen</button>
  <button type="button" data-tool="eraser" aria-pressed="false">Eraser</button>
  <button type="button" data-do="undo">Undo</button>
  <button type="button" data-do="redo">Redo</button>
  <button type="button" data-do="clear">Clear</button>
  <label>Width <input type="range" min="1" max="4" step="0.25" value="2.2" aria-label="Pen width"></label>
</div>
"""

CSS = """
#pad canvas { display: block; width: 100%; aspect-ratio: 16 / 10; background: #fff; border-radius: 10px;
  border: 1px solid var(--border-color-primary); touch-action: none; cursor: crosshair; }
#pad .tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-top: .6rem; }
#pad .tools button { flex: 1 1 0; min-width: 3.6rem; min-height: 44px; border-radius: 9px; cursor: pointer;
  border: 1px solid var(--border-color-primary); background: var(--button-secondary-background-fill);
  color: var(--body-text-color); }
#pad .tools button:hover { border-color: var(--primary-500); }
#pad .tools button[aria-pressed=true] { background: var(--primary-600); border-color: var(--primary-600);
  color: #fff; }
#pad .tools label { display: flex; gap: .5rem; align-items: center; color: var(--body-text-color-subdued); }
#pad .tools input { width: 7rem; accent-color: var(--primary-600); }
@media (max-width: 640px) {
  #pad canvas { aspect-ratio: auto; height: min(96vw, 46vh); }
  #pad { margin: 0 -22px !important; width: calc(100% + 44px) !important; }
  #pad .html-container { padding: 0; }
  #pad .tools { gap: .4rem; }
  #pad .tools button { min-width: 0; padding: 0 .2rem; font-size: .88rem; }
  #pad .tools label { flex: 1 1 100%; }
  #pad .tools input { flex: 1; height: 32px; }
}
"""

# Strokes are points in widths of the sheet, so that they are drawn sharply at any size. Gradio runs this with
# `element`, `props` and `trigger` of the component.
SCRIPT = """
  const WIDTH = SHEET;
  const canvas = element.querySelector("canvas"), range = element.querySelector("input");
  let strokes = [], undone = [], drawing = null, tool = "pen", number = 0, picture = null, rubbed = null;
  const paint = (context, width) => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    if (picture) {
      const scale = Math.min(width / picture.width, context.canvas.height / picture.height);
      context.drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
    }
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = "#000";
    for (const {points, pen} of strokes) {
      context.lineWidth = pen * width;
      context.beginPath();
      context.moveTo(points[0][0] * width, points[0][1] * width);
      for (const [x, y] of points) context.lineTo(x * width, y * width);
      if (points.length === 1) context.lineTo(points[0][0] * width + 0.1, points[0][1] * width);
      context.stroke();
    }
  };
  const show = () => paint(canvas.getContext("2d"), canvas.width);
  const fit = () => {
    const box = canvas.getBoundingClientRect(), dense = window.devicePixelRatio || 1;
    if (!box.width) return;
    canvas.width = Math.round(box.width * dense);
    canvas.height = Math.round(box.height * dense);
    show();
  };
  const send = () => {
    show();
    number += 1;
    const sheet = document.createElement("canvas");
    sheet.width = WIDTH;
    sheet.height = Math.round(WIDTH * canvas.height / canvas.width);
    paint(sheet.getContext("2d"), WIDTH);
    const image = strokes.length || picture ? sheet.toDataURL("image/png") : "";
    window.digitrec.asked?.(number);
    props.value = JSON.stringify({number, image});
    trigger("input");
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.width];
  };
  const erase = ([x, y]) => {
    const away = ([a, b], [c, d]) => {  // of the place from a straight piece of a stroke
      const along = (c - a) ** 2 + (d - b) ** 2;
      const share = along && Math.max(0, Math.min(1, ((x - a) * (c - a) + (y - b) * (d - b)) / along));
      return Math.hypot(a + share * (c - a) - x, b + share * (d - b) - y);
    };
    const near = ({points, pen}) => points.some(
      (point, place) => away(points[Math.max(0, place - 1)], point) < pen / 2 + 0.015);
    const kept = strokes.filter((stroke) => !near(stroke));
    if (kept.length === strokes.length) return;
    strokes = kept;
    send();
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const place = at(event);
    const erasing = tool === "eraser" || event.button === 2;
    drawing = erasing ? "eraser" : {points: [place], pen: range.value / 100};
    if (erasing) { rubbed = place; return erase(place); }
    strokes.push(drawing);
    undone = [];
    window.digitrec.asked?.(number + 1);  // what is read so far is no longer all that is written
    show();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [event];
    for (const one of events.length ? events : [event]) {
      if (drawing !== "eraser") { drawing.points.push(at(one)); continue; }
      const [x, y] = rubbed, [a, b] = rubbed = at(one);  // fast movements come as few places
      const steps = Math.ceil(Math.hypot(a - x, b - y) / 0.01) || 1;
      for (let i = 1; i <= steps; i++) erase([x + (a - x) * i / steps, y + (b - y) * i / steps]);
    }
    show();
  });
  const lift = () => {
    if (drawing && drawing !== "eraser") send();
    drawing = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  const actions = {
    undo: () => { if (strokes.length) undone.push(strokes.pop()); else picture = null; },
    redo: () => { if (undone.length) strokes.push(undone.pop()); },
    clear: () => { strokes = []; undone = []; picture = null; },
  };
  element.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => {
    if (button.dataset.do) { actions[button.dataset.do](); send(); return; }
    tool = button.dataset.tool;
    element.querySelectorAll("[data-tool]").forEach(
      (one) => one.setAttribute("aria-pressed", String(one === button)));
  }));
  (window.digitrec ||= {}).lay = (uri) => {
    const loaded = new Image();
    loaded.onload = () => { actions.clear(); picture = loaded; send(); };
    loaded.src = uri;
  };
  new ResizeObserver(fit).observe(canvas);
  fit();
""".replace("SHEET", str(WIDTH))
