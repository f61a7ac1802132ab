"""MNIST, shipped with its provenance."""
