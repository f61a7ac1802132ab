"""`python -m digitrec bench`: every stage of reading, timed."""
