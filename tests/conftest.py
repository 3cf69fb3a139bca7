"""What every example may lean on: tools that may be missing, one language, no network, the same draw everywhere.

An example that wants Java or Chromium says so by its marker (`spark`, `browser`). Where the tool is missing the example
is skipped and the last lines say so; where CI=true, a skipped example is a failure.
"""

import os
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings as installed
from hypothesis import HealthCheck, settings

SCRIPTS = Path(__file__).parents[1] / "scripts"
IN_CI = os.environ.get("CI") == "true"

# Sentences are compared in English, and child processes (Java's too) read and write UTF-8, whatever the shell speaks.
for name in ("FANGXIAN_LANG", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# Two shared cores are no place for deadlines; in CI the same examples are drawn each time.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=IN_CI,
    database=None if IN_CI else settings.default.database,
)
settings.load_profile("house")


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder, with its lake, of this example alone."""
    var = tmp_path / "var"
    monkeypatch.setattr(installed, "VAR", var)
    monkeypatch.setattr(installed, "LAKE", var / "lake")
    return var


def java_is_here() -> bool:
    java = shutil.which("java")
    return java is not None and subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def mosquitto_path() -> str | None:
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def missing_tools() -> dict[str, str]:
    """The markers whose tool is not here, each with the tool's name."""
    missing = {}
    if not (java_is_here() and find_spec("pyspark")):
        missing["spark"] = "Java with pyspark (scripts/install-tools, scripts/setup spark)"
    if chromium_path() is None:
        missing["browser"] = "Chromium (scripts/install-tools)"
    if mosquitto_path() is None:
        missing["mqtt"] = "mosquitto (scripts/install-tools)"
    if subprocess.run([SCRIPTS / "mariadb", "find"], capture_output=True, check=False).returncode:
        missing["mariadb"] = "MariaDB (scripts/install-tools)"
    return missing


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        # `scripts/test` runs these a second time, on PostgreSQL.
        there = [item for item in items if item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=there)
        items[:] = [item for item in items if item not in there]
    tools = {"spark", "browser", "mqtt", "mariadb"}
    asked = {mark.name for item in items for mark in item.iter_markers()} & tools
    missing = missing_tools() if asked else {}
    for item in items:
        for marker in asked:
            if item.get_closest_marker(marker) is None:
                continue
            # One Spark session and one browser at a time: each is a gigabyte.
            item.add_marker(pytest.mark.xdist_group(marker))
            if marker in missing:
                item.add_marker(pytest.mark.skip(reason=f"wants {missing[marker]}"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workerinput"):
        return
    if IN_CI and exitstatus == pytest.ExitCode.OK and skipped_reasons(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reasons = skipped_reasons(config)
    if not reasons:
        return
    terminalreporter.section("not shown to hold: skipped" if not IN_CI else "CI allows none to be skipped")
    for reason in sorted(set(reasons)):
        terminalreporter.write_line(f"{reasons.count(reason)} x {reason}")


def skipped_reasons(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return []
    reports = reporter.stats.get("skipped", [])
    return [report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in reports]


@pytest.fixture
def chromium() -> str:
    """The path of Chromium; the example carries the marker `browser`."""
    path = chromium_path()
    assert path is not None, "mark the example with pytest.mark.browser"
    return path


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unit examples open no connection: what passes here must pass on a laptop without a cable."""
    if "unit" not in request.path.parts:
        return

    def refuse(*arguments: object) -> None:
        raise AssertionError("a unit example tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session", autouse=True)
def audit_can_be_flushed_between_examples() -> None:
    """Between examples that commit, Django empties every table. SQLite does so row by row, which the audit's triggers
    refuse, as they should: they are taken away for it, and made again."""
    from django.db.backends.sqlite3.base import DatabaseOperations

    from fangxian.healthcode import triggers as codes
    from fangxian.ledger import triggers

    emptied = DatabaseOperations.sql_flush

    def without_triggers(self: DatabaseOperations, *args: object, **kwargs: object) -> list[str]:
        statements = emptied(self, *args, **kwargs)
        if not statements:
            return []
        away = [*triggers.removal("sqlite"), *codes.removal("sqlite")]
        return [*away, *statements, *triggers.creation("sqlite"), *codes.creation("sqlite")]

    DatabaseOperations.sql_flush = without_triggers
