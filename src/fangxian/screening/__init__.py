"""A testing round, who is expected in it and how each of them stands, tubes and specimens."""
