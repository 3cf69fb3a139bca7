"""Read models that can be rebuilt: counts by area, one card a person."""
