"""Learning to read whole lines: numbers composed in one hand, and the training of the sequence model."""
