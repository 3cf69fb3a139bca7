"""Turns a shell command into one call and prints the answer."""
