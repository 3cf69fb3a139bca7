"""`fangxian follow-up`: a list is told before it is put forward, approved by another, asked about, and held against the
evidence."""

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, HOUR, MAY, NOW, begun, enrolled
from tests.loading import NUMBERS
from tests.registering import people

from fangxian.access import queries as access
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.cli import installation, vouching
from fangxian.cli.main import main
from fangxian.evidence import actions as evidence
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode.models import Colour
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Enrolment, Obligation, Roll
from fangxian.registry.models import Person

pytestmark = pytest.mark.django_db
READERS = {name: Reader(name, areas=("230108",), may=MAY, purpose="isolation") for name in ("li", "zhao")}
LIST = ("--class", "close_contact", "--from", "2022-09-09 08:00", "--rests-on", "流调报告 17", "--by", "li")


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("FANGXIAN_LANG", "en")
    monkeypatch.setattr(installation, "open_installation", lambda **_: None)
    monkeypatch.setattr(access, "reader", READERS.__getitem__)
    monkeypatch.setattr(vouching, "vouched", READERS.__getitem__)
    monkeypatch.setattr(getpass, "getpass", lambda _: pytest.fail("nobody is asked twice"))
    with clock.set_to(NOW):
        found, _ = begun(monkeypatch, "张伟")
        people({"newcomer": 2, "name": "王芳", "number": NUMBERS["wang"], "number_kind": "resident"})
        healthcode.rebuild()
        yield found


def written(folder: Path, *lines: str) -> str:
    path = folder / "contacts.txt"
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def key(name: str) -> int:
    return Person.rows.get(name=name).pk


def test_a_list_is_told_first_and_takes_another_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, f"王芳 {NUMBERS['wang']}")
    assert main(["follow-up", "enrol", file, *LIST, "--preview"]) == 0
    assert "enrols 1 people" in capsys.readouterr().out and not Roll.objects.exists() and not Enrolment.rows.exists()
    assert main(["follow-up", "enrol", file, *LIST]) == 0
    roll = Roll.objects.get()
    assert f"List {roll.pk} waits for a second person" in capsys.readouterr().out and not Enrolment.rows.exists()
    assert main(["follow-up", "approve", str(roll.pk), "--as", "li"]) == 2, "one's own"
    assert main(["follow-up", "approve", str(roll.pk), "--as", "zhao"]) == 0
    assert Enrolment.rows.get().person == key("王芳")
    assert main(["follow-up", "refuse", str(roll.pk), "--as", "zhao"]) == 2, "it does not wait any more"


def test_a_line_that_means_nobody_is_named_by_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, NUMBERS["wang"], NUMBERS["zhang"], "赵敏")
    assert main(["follow-up", "enrol", file, *LIST]) == 2
    told = capsys.readouterr().err
    assert "lines 2, 3" in told and NUMBERS["zhang"] not in told and "赵敏" not in told
    assert main(["follow-up", "enrol", str(tmp_path / "none.txt"), *LIST]) == 2
    assert "cannot be read" in capsys.readouterr().err and not Roll.objects.exists()


def test_why_somebody_is_or_is_not_followed_can_be_asked_of_the_past(
    outbreak: int, capsys: pytest.CaptureFixture[str]
) -> None:
    zhang = key("张伟")
    with clock.set_to(NOW + HOUR):
        enrolled(outbreak, [zhang])
    with clock.set_to(NOW + DAY):
        assert main(["follow-up", "why", str(zhang), "--at", "2022-09-09 10:30", "--by", "li"]) == 0
        assert "On no list" in capsys.readouterr().out
        assert main(["follow-up", "why", str(zhang), "--by", "li"]) == 0
        told = capsys.readouterr().out
        assert "close_contact since 2022-09-09 11:00, by list/1" in told
        assert main(["follow-up", "why", "99999", "--by", "li"]) == 2
    assert AuditEntry.objects.filter(action="people.read", actor="li").count() == 2, "who asks is noted"


def test_what_is_overdue_is_counted_and_what_stands_otherwise_is_found(
    outbreak: int, capsys: pytest.CaptureFixture[str]
) -> None:
    zhang = key("张伟")
    enrolled(outbreak, [zhang])
    assert main(["follow-up", "overdue"]) == 0 and "Nothing is overdue" in capsys.readouterr().out
    with clock.set_to(NOW + 3 * DAY):
        actions.overdue()
        actions.advance()
        assert main(["follow-up", "overdue"]) == 0
        many = Obligation.rows.filter(state="overdue", fact=None).count()
        assert many and f"{many} things are overdue" in capsys.readouterr().out
        evidence.record(outbreak=outbreak, kind="test", person=zhang, at=NOW + 2 * DAY, key="a", by="li")
        assert main(["follow-up", "rebuild"]) == 0
        assert "0 things due stood otherwise" in capsys.readouterr().out
        assert Obligation.rows.filter(state="met").update(state="open", fact=None, met_at=None)
        assert main(["follow-up", "rebuild"]) == 2, "somebody meddled"
        assert main(["follow-up", "rebuild"]) == 0
        capsys.readouterr()
        assert Colour.rows.filter(person=zhang).update(colour="green", since=None, right_until=None)
        assert main(["follow-up", "rebuild"]) == 2, "somebody meddled with the codes"
        assert "the codes of 1 people;" in capsys.readouterr().out
        assert main(["follow-up", "rebuild"]) == 0 and Colour.rows.get(person=zhang).colour != "green"


def test_without_an_outbreak_there_is_nobody_to_follow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["follow-up", "overdue", "--outbreak", "99"]) == 2
    assert "0 outbreaks are active" in capsys.readouterr().err
    monkeypatch.setitem(READERS, "li", Reader("li", areas=("230108",)))
    assert main(["follow-up", "why", str(key("张伟")), "--by", "li"]) == NotAllowed.exit_code
