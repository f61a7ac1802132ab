"""`python -m digitrec read`: numbers in image files, read in one process or in several."""
