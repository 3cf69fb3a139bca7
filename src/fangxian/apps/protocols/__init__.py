"""Protocols: what applies under an outbreak, where it comes from, and what differs; changed by two."""
