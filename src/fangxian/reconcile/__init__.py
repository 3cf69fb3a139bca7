"""Compares what was expected with what is evidenced."""
