"""`fangxian account` and `fangxian verify-audit`, as somebody with a new installation meets them."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def fangxian(var: Path, *words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    command = [sys.executable, "-c", "import sys; from fangxian.cli.main import main; sys.exit(main())", *words]
    environment = kept | {"FANGXIAN_VAR": str(var), "LANG": lang}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_first_accounts_are_made_and_the_audit_shows_who_meddled(var: Path) -> None:
    made = fangxian(var, "account", "create", "chen.siyuan", "--name", "陈思源")
    assert made.returncode == 0 and len(made.stdout.strip()) == 23, "the password alone is on standard output"
    assert (
        fangxian(var, "account", "appoint", "chen.siyuan", "--role", "data_steward", "--area", "230108").returncode == 0
    )
    listed = fangxian(var, "account", "list").stdout
    assert "chen.siyuan" in listed and "data_steward 230108" in listed

    whole = fangxian(var, "verify-audit", "--seal", "--json")
    verdict = json.loads(whole.stdout)
    assert whole.returncode == 0 and verdict["whole"] and verdict["entries"] == 2 and verdict["unsealed"] == 0
    assert fangxian(var, "verify-audit", "--head", verdict["head"]).returncode == 0
    assert fangxian(var, "verify-audit", "--head", "00").returncode == 1

    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database, database:
        database.execute("DROP TRIGGER audit_entry_fixed")
        database.execute("UPDATE ledger_auditentry SET details = '{}' WHERE id = 2")
    broken = fangxian(var, "verify-audit", lang="zh_CN.UTF-8")
    assert broken.returncode == 1 and "第 1 块第 2 条：被改动" in broken.stdout


def test_who_lost_their_telephone_sets_up_another(var: Path) -> None:
    fangxian(var, "account", "create", "chen.siyuan", "--name", "陈思源")
    factor = (
        "INSERT INTO mfa_authenticator (type, data, user_id, created_at) SELECT 'totp', '{}', id, '2022-09-09' FROM "
    )
    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database, database:
        database.execute(f"{factor} access_account")
    assert fangxian(var, "account", "reset-factor", "chen.siyuan").returncode == 0
    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM mfa_authenticator").fetchone() == (0,)
        noted = (
            "SELECT count(*) FROM ledger_auditentry WHERE action = 'accounts.reset_factor' AND subject = 'chen.siyuan'"
        )
        assert database.execute(noted).fetchone() == (1,)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_on_which_something_answers_is_refused(var: Path, host: str) -> None:
    fangxian(var, "account", "create", "chen.siyuan", "--name", "陈思源")
    with socket.socket() as taken:
        # As the server itself listens: another like it would be let in beside it.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = fangxian(var, "serve", "--host", host, "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 2 and "--port" in refused.stderr and "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("create",),
        ("create", "13812345678"),
        ("reset-factor", "nobody"),
        ("appoint", "nobody", "--role", "analyst", "--area", "230108"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(var: Path, words: tuple[str, ...]) -> None:
    refused = fangxian(var, "account", *words)
    assert refused.returncode == 2
    said = [line for line in refused.stderr.splitlines() if not line.startswith("Setting up")]
    assert len(said) == 1 and "Traceback" not in refused.stderr
