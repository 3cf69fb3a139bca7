"""The commands there are. Each declares its arguments here and imports its rooms when it runs."""

from fangxian.cli import (
    account,
    city,
    clean,
    compare,
    demo,
    doctor,
    fetch,
    fieldwork,
    load,
    nightly,
    round,
    score,
    serve,
    synth,
    train,
    verify_audit,
)

ALL = (
    account,
    city,
    clean,
    compare,
    demo,
    doctor,
    fetch,
    fieldwork,
    load,
    nightly,
    round,
    score,
    serve,
    synth,
    train,
    verify_audit,
)
