"""Sharing at the shell: the list, a key, files that are due, a file taken away."""

import csv
import getpass
import stat
from pathlib import Path

import pytest
from django.conf import settings
from tests.sharing import asked, asker, district, granted, steward

from fangxian.access.models import Account
from fangxian.access.reader import Reader
from fangxian.cli.main import main
from fangxian.runs import sharing
from fangxian.sharing import actions
from fangxian.sharing.models import Grant, Use

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-and-quiet-word"


@pytest.fixture
def people(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Reader, Reader]:
    district()
    by, second = asker(), steward()
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", True)
    account = Account.objects.get(username=by.account)
    account.demo = True
    account.set_password(PASSWORD)
    account.save()
    monkeypatch.setattr(getpass, "getpass", lambda *_: PASSWORD)
    return by, second


def test_a_key_is_the_only_word_on_standard_output_and_works(
    people: tuple[Reader, Reader], capsys: pytest.CaptureFixture[str]
) -> None:
    grant = granted(*people)
    assert main(["share", "key", str(grant.pk), "--as", people[0].account]) == 0
    key = capsys.readouterr().out.strip()
    assert len(sharing.page(grant=grant.pk, key=key).rows) == 3
    assert main(["share", "list"]) == 0
    told = capsys.readouterr().err
    assert "residents" in told and "standing" in told and key not in told


def test_a_file_that_is_due_is_written_once_and_taken_by_whoever_asked(
    people: tuple[Reader, Reader], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant, out = granted(*people, way="once", form="csv"), tmp_path / "名册.csv"
    asks = ["share", "fetch", str(grant.pk), "--out", str(out), "--as", people[0].account]
    assert main(asks) == 2 and "No file was written yet" in capsys.readouterr().err
    for written in ("1 files written", "0 files written"):
        assert main(["share", "deliver"]) == 0
        assert written in capsys.readouterr().err
    assert main(asks) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["姓名", "张伟", "'=王秀英", "李娜"]
    assert list(Use.objects.order_by("pk").values_list("how", "rows")) == [("written", 3), ("fetched", 3)]


def test_what_was_not_granted_has_no_key(people: tuple[Reader, Reader], capsys: pytest.CaptureFixture[str]) -> None:
    made = actions.ask(asked=asked(), by=people[0])
    assert main(["share", "key", str(made.pk), "--as", people[0].account]) == 2
    assert "was not granted" in capsys.readouterr().err and not Grant.objects.exists()
