"""The welink port: a grid worker's list, door by door, on a telephone; and how a community's tasks stand."""
