"""`python -m digitrec evaluate`: how well and how robustly the saved models read."""
