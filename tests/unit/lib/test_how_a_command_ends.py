"""What the console calls ends at once, and leaves nothing undone that Python would have done at its end."""

import os
import subprocess
import sys

import pytest

COMMAND = "import sys; from fangxian.cli.main import command; sys.argv[0] = 'fangxian'; command()"


def ended(*arguments: str, first: str = "") -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", f"{first}\n{COMMAND}", *arguments]
    # Buffered, as where nobody asked for anything else.
    said = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(program, capture_output=True, text=True, timeout=120, check=False, env=said)


def test_all_that_was_printed_comes_out() -> None:
    ran = ended("pack", "list")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "CN-BB" in ran.stdout and ran.stdout.endswith("\n")


def test_what_was_to_be_done_at_the_end_is_done() -> None:
    ran = ended("pack", "list", first="import atexit; atexit.register(print, 'at the end')")
    assert ran.returncode == 0
    assert ran.stdout.endswith("at the end\n")


def test_a_thread_that_still_works_is_waited_for() -> None:
    thread = "import threading; stop = threading.Event()\n"
    thread += "def work():\n    stop.wait(0.3); print('worked')\n"
    ran = ended("pack", "list", first=f"{thread}threading.Thread(target=work).start()")
    assert ran.stdout.endswith("worked\n")


@pytest.mark.parametrize(("arguments", "code"), [(("pack", "show", "CN-0"), 2), (("nothing",), 2), (("--help",), 0)])
def test_the_exit_code_is_the_commands(arguments: tuple[str, ...], code: int) -> None:
    assert ended(*arguments).returncode == code
