"""`fangxian`: one command, one call. Rooms are imported only by the command that needs them, so that it starts fast."""

import argparse
import atexit
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from fangxian import __version__
from fangxian.cli import commands
from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault

#: Exit codes: 0 done, 2 what the person can mend (Fault), and these.
OUR_MISTAKE, STOPPED = 70, 130

Run = Callable[[argparse.Namespace], int]


def command() -> NoReturn:
    """What the console calls: `main`, and out.

    After a comparison it takes a twentieth of a second to take the interpreter apart, for memory that the system takes
    back anyway. What was left to be done at the end is done. Where threads still run, an output fails or a database is
    open (its last writes go into its file as it is closed), Python ends as it always does.
    """
    code = main()
    if threading.active_count() > 1 or "django" in sys.modules:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (2 for what the person can mend)."""
    typed = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="fangxian", description=said("Compare, explain, settle.", "比对、说明、办结。")
    )
    parser.add_argument("--version", action="version", version=f"fangxian {__version__}")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands.asked(typed):
        command.declare(parsers)
    parsed = parser.parse_args(typed)
    run: Run = parsed.run
    try:
        return run(parsed)
    except Fault as fault:
        print(fault.sentence(language()), file=sys.stderr)
        return fault.exit_code
    except BrokenPipeError:
        # Whoever read our output has had enough (`| head`); what was to be written is written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(said("Stopped. Nothing was written.", "已中止，未写出任何结果。"), file=sys.stderr)
        return STOPPED
    except Exception as error:
        return _our_own(error)


def _our_own(error: Exception) -> int:
    """An error of ours: its kind, where it arose, and nothing of what it says, for that may quote a row."""
    if os.environ.get("FANGXIAN_DEBUG"):
        raise error
    import traceback  # dear, and seldom needed

    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    print(
        said(
            f"Fangxian made a mistake of its own ({where}); --out is as it was. "
            "FANGXIAN_DEBUG=1 shows the whole trace, which may quote rows.",
            f"防线自身出错（{where}），--out 保持原样。设置 FANGXIAN_DEBUG=1 可看完整调用栈（其中可能含数据行内容）。",
        ),
        file=sys.stderr,
    )
    return OUR_MISTAKE
