"""Invents people, files and truth, so that no example needs real ones."""
