"""Who is followed, what is due of them, and lists of people to be enrolled."""
