"""In what order operational rooms are called: on arrival of a batch, nightly, on replay, at a purge. Holds no rule."""
