"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import compare, score, synth, train

ALL = (compare, score, synth, train)
