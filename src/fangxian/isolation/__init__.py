"""What concerns where somebody stays apart: devices at doors, what they say, alerts. Its doors: actions, queries."""
