"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import (
    account,
    clean,
    compare,
    demo,
    doctor,
    load,
    nightly,
    round,
    score,
    serve,
    synth,
    train,
    verify_audit,
)

ALL = (account, clean, compare, demo, doctor, load, nightly, round, score, serve, synth, train, verify_audit)
