"""The desk: where a district officer works."""
