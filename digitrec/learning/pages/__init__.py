"""Composed pages: scenes with handwritten numbers, made from pen strokes, with exact targets."""
