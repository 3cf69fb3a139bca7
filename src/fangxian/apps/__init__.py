"""The applications and the doors. Strangers to each other."""
