"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import compare, train

ALL = (compare, train)
