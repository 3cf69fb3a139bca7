"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import compare, synth, train

ALL = (compare, synth, train)
