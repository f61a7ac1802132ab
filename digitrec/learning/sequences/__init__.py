"""Training of the sequence model, which reads whole lines: from composed numbers to a model in the store."""
