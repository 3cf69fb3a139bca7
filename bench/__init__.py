"""The figures of the README, measured in one run on this machine: `make bench`, or `python -m bench NAME`."""
