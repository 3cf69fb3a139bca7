"""A request for fields of a dataset, what was granted of it, its key, and each use that is made of it."""
