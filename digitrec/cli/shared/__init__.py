"""What several commands need: options, files, the display, the reader."""
