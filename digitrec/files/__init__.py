"""Image files in, results out: loading pictures, annotating them, readings as text, JSON and CSV."""
