"""Tracking of numbers in a video: digits followed from frame to frame, and voted on."""
