"""Opens a window to draw numbers in with the mouse and see them read: python draw_predict.py --help."""

from digitrec.cli.main import run

raise SystemExit(run("draw"))
