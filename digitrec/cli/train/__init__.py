"""`training_model.py` and `python -m digitrec train`: flags, menu, progress of a training."""
