"""Knows that files are dirty: receive, check, clean, hold."""
