"""Events of OpenCV's Qt windows that OpenCV keeps to itself: Ctrl with a letter, and the mouse leaving.

Qt 5 offers every event to a callback before anyone else (`QInternal::registerCallback`). It is also used to
swallow the mouse wheel, with which OpenCV would zoom the picture, so that the mouse draws beside its pointer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

from digitrec.ui.window.events import Event, KeyPressed, PointerLeft
from digitrec.ui.window.qt import qt_function

REGISTER = (
    "_ZN14QtOpenCVPython9QInternal16registerCallbackENS0_8CallbackEPFbPPvE",
    "_ZN9QInternal16registerCallbackENS_8CallbackEPFbPPvE",
)
UNREGISTER = (
    "_ZN14QtOpenCVPython9QInternal18unregisterCallbackENS0_8CallbackEPFbPPvE",
    "_ZN9QInternal18unregisterCallbackENS_8CallbackEPFbPPvE",
)
EVENT_NOTIFY = 0  # QInternal::EventNotifyCallback: called with the receiver, the event and the result
KEY_PRESS, LEAVE, WHEEL = 6, 11, 31  # QEvent::Type
SHIFT, CTRL, ALT = 0x02000000, 0x04000000, 0x08000000  # Qt::KeyboardModifier
LETTERS = range(ord("A"), ord("Z") + 1)  # Qt::Key of letters
# Where fields lie in a QEvent and a QKeyEvent of Qt 5, whose layout is fixed, on a machine of 64 bits.
POINTER_BYTES = 8
TYPE_AT, MODIFIERS_AT, TIME_AT, KEY_AT = 16, 20, 24, 40

_Callback = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.POINTER(ctypes.c_void_p))


class QtEvents:
    """Listens to Qt's events until it is ended.

    Args:
        tell: is told of each event; called within `waitKey`.
    """

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._last = (0, 0)
        # Qt keeps the address only: the callback has to live as long as it is registered.
        self._callback = _Callback(self._on_event)
        register = _registrar(REGISTER)
        self.listening = bool(register and register(EVENT_NOTIFY, self._callback))

    def end(self) -> None:
        """Stops listening; ending twice is fine."""
        unregister = _registrar(UNREGISTER) if self.listening else None
        if unregister:
            unregister(EVENT_NOTIFY, self._callback)
        self.listening = False

    def _on_event(self, what: ctypes._Pointer[ctypes.c_void_p]) -> bool:
        event = what[1]
        if not event:
            return False
        kind = ctypes.c_ushort.from_address(event + TYPE_AT).value
        if kind == KEY_PRESS:
            self._on_key(event)
        elif kind == LEAVE:
            self._tell(PointerLeft())
        return kind == WHEEL

    def _on_key(self, event: int) -> None:
        key = ctypes.c_int.from_address(event + KEY_AT).value
        # Each press is offered to the window and again to its widgets, with the same time.
        press = key, ctypes.c_ulong.from_address(event + TIME_AT).value
        modifiers = ctypes.c_uint.from_address(event + MODIFIERS_AT).value
        if press != self._last and key in LETTERS and modifiers & CTRL and not modifiers & ALT:
            shift = "shift+" if modifiers & SHIFT else ""
            self._tell(KeyPressed(f"ctrl+{shift}{chr(key).lower()}"))
        self._last = press


def _registrar(names: tuple[str, ...]) -> Callable[[int, object], bool] | None:
    if ctypes.sizeof(ctypes.c_void_p) != POINTER_BYTES:
        return None
    return qt_function("libQt5Core", names, ctypes.c_bool, ctypes.c_int, _Callback)
