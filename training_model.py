"""Trains a model for handwritten digits, from a menu or by flags: python training_model.py --help."""

from digitrec.cli.main import run

if __name__ == "__main__":  # the processes that make images import this file too
    raise SystemExit(run("train"))
