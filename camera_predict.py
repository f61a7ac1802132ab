"""Opens a window that reads what is held before a camera: python camera_predict.py --help."""

from digitrec.cli.main import run

raise SystemExit(run("camera"))
