"""Proposes that two rows are one person, and says why."""
