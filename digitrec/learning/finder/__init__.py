"""Trains the networks that look at pages: the finder, and the one that tells the ink of digits apart."""
