"""A window without a display."""

from __future__ import annotations

from digitrec.types import Image
from digitrec.ui.window.events import Closed, Event


class ScriptedWindow:
    """A window without a display: plays events, keeps what it was shown. For tests and demonstrations.

    Args:
        script: one list of events for each `poll`; when it is used up, the window is closed.
        screen: (width, height) that the picture cannot exceed.
        clipboard: whether there is one.

    Attributes:
        shown: the pictures it was shown.
        copied: the texts that were put on the clipboard.
        full: whether it fills the screen.
        sizes: the sizes that were asked of it.
    """

    def __init__(
        self,
        script: list[list[Event]],
        screen: tuple[int, int] = (1920, 1080),
        clipboard: bool = True,
        scale: float = 1.0,
    ) -> None:
        self.scale = scale
        self._script = [list(events) for events in script]
        self._open = False
        self._screen = screen
        self._clipboard = clipboard
        self.shown: list[Image] = []
        self.copied: list[str] = []
        self.full = False
        self.sizes: list[tuple[int, int]] = []

    def open(self, size: tuple[int, int]) -> tuple[int, int]:
        """Opens it, as far as the screen holds it."""
        self.resize(size)
        return self.sizes[-1]

    def show(self, frame: Image) -> None:
        """Keeps a copy of the picture."""
        self._open = True
        self.shown.append(frame.copy())

    def poll(self) -> list[Event]:
        """The next events of the script; `Closed` at its end; nothing before the first picture."""
        if not self._open:
            return []
        if self._script:
            return self._script.pop(0)
        self._open = False
        return [Closed()]

    def fill_screen(self, on: bool) -> None:
        """Remembers it."""
        self.full = on

    def resize(self, size: tuple[int, int]) -> None:
        """Remembers the size, as far as the screen holds it."""
        self.sizes.append((min(size[0], self._screen[0]), min(size[1], self._screen[1])))

    def copy(self, text: str) -> bool:
        """Keeps the text, if there is a clipboard."""
        if self._clipboard:
            self.copied.append(text)
        return self._clipboard

    def close(self) -> None:
        """Takes the window away."""
        self._open = False
