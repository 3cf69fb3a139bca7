"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import account, clean, compare, load, score, synth, train, verify_audit

ALL = (account, clean, compare, load, score, synth, train, verify_audit)
