"""Numbers over time: digits followed from frame to frame, and what the frames say together."""
