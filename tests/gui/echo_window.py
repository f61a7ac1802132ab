"""A window that prints its events but the mouse's idle moves, until it is closed."""

import sys

import numpy as np

from digitrec.cli.shared.display import prepare_display
from digitrec.ui.window.events import Closed, Hovered, PointerLeft, Resized
from digitrec.ui.window.window import CvWindow

prepare_display()
window = CvWindow("digitrec - echo", scale=1.0)
size = window.open((640, 400))
window.show(np.full((size[1], size[0], 3), 255, np.uint8))
idle = () if "--idle" in sys.argv else (Hovered, PointerLeft)
events = []
while Closed() not in events:
    events = window.poll()
    for event in events:
        if isinstance(event, Resized):
            window.show(np.full((event.size[1], event.size[0], 3), 255, np.uint8))
        if not isinstance(event, idle):
            sys.stdout.write(f"{event}\n")
    sys.stdout.flush()
window.close()
window.close()
