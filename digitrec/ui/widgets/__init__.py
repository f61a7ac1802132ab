"""What windows are painted with: palette, text, boxes and bars, key caps, cards."""
