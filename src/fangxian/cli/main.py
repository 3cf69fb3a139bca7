"""`fangxian`: one command, one call. Rooms are imported only by the command that needs them, so that it starts fast."""

import argparse
import sys
from collections.abc import Callable, Sequence

from fangxian import __version__
from fangxian.cli import commands
from fangxian.cli.language import language
from fangxian.lib.fault import Fault

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (2 for what the person can mend)."""
    parser = argparse.ArgumentParser(prog="fangxian", description="Compare, explain, settle.")
    parser.add_argument("--version", action="version", version=f"fangxian {__version__}")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands.ALL:
        command.declare(parsers)
    parsed = parser.parse_args(arguments)
    run: Run = parsed.run
    try:
        return run(parsed)
    except Fault as fault:
        print(fault.sentence(language()), file=sys.stderr)
        return fault.exit_code
