"""What the departments of the demo district hold: places on a map, registers, rosters; each file as its office exports
it."""
