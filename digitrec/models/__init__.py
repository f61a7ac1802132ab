"""Model files: architectures, store, export, engine."""
