"""`camera_predict.py` and `python -m digitrec camera`: with a window and without one."""
