"""Images to model input: ink, segment, normalise. Knows no model."""
