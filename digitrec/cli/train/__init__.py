"""`training_model.py` and `python -m digitrec train`: flags, menu, and what a training prints."""
