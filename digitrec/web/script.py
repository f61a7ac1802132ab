"""What the pages do in the browser: old readings turn grey, a missing camera is told at once."""

from __future__ import annotations

NO_CAMERA = "The browser finds no camera. Plug one in, or read a photo on the page Read."
NOT_SAFE = "Browsers open a camera on 127.0.0.1 and by HTTPS only, and this page came otherwise."

CSS = """
.stale > * { opacity: .38; filter: grayscale(1); }
.stale { position: relative; }
.stale::after { content: "reading…"; position: absolute; top: .2rem; right: .2rem; font-size: .86rem;
  padding: .1rem .6rem; border-radius: 1rem; color: var(--body-text-color);
  background: var(--background-fill-secondary); border: 1px solid var(--border-color-primary); }
#drawn-digits.stale::after { content: none; }
.lacking:not(:empty) { padding: .7rem .9rem; border-radius: 9px; margin: 0 0 .6rem; color: #7a2e05;
  background: #fff3e6; border: 1px solid #f0b27a; }
.dark .lacking:not(:empty) { color: #ffd3a8; background: #3a2412; border-color: #8a5526; }
"""

SCRIPT = """
() => {
  const marked = (names, stale) => names.forEach((name) => {
    const part = document.getElementById(name);
    if (!part) return;
    part.classList.toggle("stale", stale);
    part.setAttribute("aria-busy", String(stale));
  });
  const DRAWN = ["drawn", "drawn-digits"];
  let latest = 0;
  const answered = () => {
    const answer = document.querySelector("#drawn [data-drawing]");
    marked(DRAWN, !!answer && Number(answer.dataset.drawing) !== latest);
  };
  const api = Object.assign(window.digitrec ||= {}, {
    asked: (number) => { latest = number; answered(); },
    again: () => { if (latest) marked(DRAWN, true); },
    begin: (...names) => marked(names, true),
    end: (...names) => marked(names, false),
  });
  const follow = () => {
    const drawn = document.getElementById("drawn");
    if (!drawn || drawn.dataset.followed) return;
    drawn.dataset.followed = "yes";
    new MutationObserver(answered).observe(drawn, {childList: true, subtree: true, attributes: true,
      attributeFilter: ["data-drawing"]});
  };
  new MutationObserver(follow).observe(document.body, {childList: true, subtree: true});
  follow();
  const camera = async () => {
    const told = document.querySelector(".lacking");
    if (!told) return;
    if (!navigator.mediaDevices) { told.textContent = "NOT_SAFE"; return; }
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    told.textContent = devices.some((one) => one.kind === "videoinput") ? "" : "NO_CAMERA";
  };
  api.camera = camera;
  if (navigator.mediaDevices) navigator.mediaDevices.addEventListener("devicechange", camera);
}
""".replace("NOT_SAFE", NOT_SAFE).replace("NO_CAMERA", NO_CAMERA)


def begin(*parts: str) -> str:
    """JavaScript that greys parts of a page, and hands an event's inputs on."""
    return f"(...inputs) => {{ window.digitrec.begin({_names(parts)}); return inputs; }}"


def end(*parts: str) -> str:
    """JavaScript that shows parts of a page as they are."""
    return f"() => {{ window.digitrec.end({_names(parts)}); }}"


def _names(parts: tuple[str, ...]) -> str:
    return ", ".join(f'"{part}"' for part in parts)
