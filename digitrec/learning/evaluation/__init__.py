"""Evaluation of trained models: measures, metrics, corruptions, calibration."""
