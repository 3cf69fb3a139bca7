"""What concerns a grid worker's day: who must go where, by when, and what was found. Its doors: actions, queries."""
