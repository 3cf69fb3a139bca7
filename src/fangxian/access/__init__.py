"""Who may see which area's people and which of their fields: the one gate (law 5)."""
