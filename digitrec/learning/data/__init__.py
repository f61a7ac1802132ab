"""Data sets: arrays, folders of images, and how they are put together and divided."""
