"""Puts page and models together: images to readings."""
