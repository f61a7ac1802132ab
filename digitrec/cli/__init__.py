"""Composition roots: one file a command."""
