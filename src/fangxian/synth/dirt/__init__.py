"""Dirt as offices make it: each kind has a name, and a rate that can be set."""
