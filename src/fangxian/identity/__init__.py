"""Whom a row belongs to: links with their evidence, that can be undone."""
