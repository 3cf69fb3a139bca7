"""Counts, detects and estimates; suppresses small numbers."""
