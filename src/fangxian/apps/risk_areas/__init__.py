"""Risk areas: on a map and in lists, each step asked for by one and approved by another."""
