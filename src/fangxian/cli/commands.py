"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import account, compare, score, synth, train, verify_audit

ALL = (account, compare, score, synth, train, verify_audit)
