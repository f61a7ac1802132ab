"""A window that prints its events, until it is closed."""

import sys

import numpy as np

from digitrec.cli.shared.display import prepare_display
from digitrec.ui.window.events import Closed
from digitrec.ui.window.window import CvWindow

prepare_display()
window = CvWindow("digitrec - echo")
window.show(np.full((400, 640, 3), 255, np.uint8))
events = []
while Closed() not in events:
    events = window.poll()
    for event in events:
        sys.stdout.write(f"{event}\n")
    sys.stdout.flush()
window.close()
window.close()
