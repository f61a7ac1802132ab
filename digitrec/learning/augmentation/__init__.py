"""Augmentation: distortions and degradations of a digit's ink, and digits drawn again."""
