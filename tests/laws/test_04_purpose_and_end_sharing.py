"""Law 4, of what is shared: every grant has a purpose, an owner and an end; with it go its key and files."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.outbreaks import activated, officer
from tests.sharing import asked, asker, district, granted, owner, steward

from fangxian.exchange import outbox
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak import purge
from fangxian.runs import sharing
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import TurnedAway, Unfit
from fangxian.sharing.models import Grant, Request

pytestmark = pytest.mark.django_db(transaction=True)
PURCHASES: dict[str, Any] = {"dataset": "drug_purchases", "fields": {"drug": "whole"}}


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> None:
    district()


@pytest.mark.parametrize(
    "other",
    [
        {"why": " "}, {"basis": ""}, {"recipients": ""}, {"purpose": "curiosity"}, {"purpose": "own_record"},
        {"days": 0}, {"days": 181}, {"dataset": "areas", "fields": {"code": "whole"}, "days": 367},
    ],
)  # fmt: skip
def test_what_has_no_purpose_or_no_end_cannot_be_asked_for(other: dict[str, Any]) -> None:
    if "days" in other:
        days = timedelta(days=other["days"], seconds=1 if other["days"] else 0)
        other = {name: one for name, one in other.items() if name != "days"} | {"until": clock.now() + days}
    with pytest.raises(Unfit):
        actions.ask(asked=asked(**other), by=asker())
    assert not Request.objects.exists()


@pytest.mark.parametrize("without", [{"owner": ""}, {"area_code": ""}, {"until": None}])
def test_the_database_itself_keeps_no_grant_without_owner_area_or_end(without: dict[str, Any]) -> None:
    grant = granted(asker(), steward())
    assert (grant.owner, grant.request.purpose) == ("区数据局", "testing_round")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(**without)


def test_a_grants_end_is_written_down_by_the_clock_and_its_files_and_their_key_are_gone() -> None:
    grant = granted(asker(), steward(), way="daily", form="csv")
    assert sharing.due() == (0, 1)
    (file,) = outbox.files(grant.pk)
    assert settings.KEYRING.holds(queries.key_name(grant.pk)) and file.said["rows"] == 3
    with clock.set_to(grant.until + timedelta(seconds=1)):
        assert sharing.due() == (1, 0)
        assert sharing.due() == (0, 0)
    assert outbox.files(grant.pk) == [] and not settings.KEYRING.holds(queries.key_name(grant.pk))
    assert Grant.objects.get().ended == "over"
    assert Event.objects.filter(kind="sharing.ended").count() == 1


def test_a_copy_of_a_file_cannot_be_read_once_the_grant_has_ended(tmp_path: Path) -> None:
    second = steward()
    grant = granted(asker(), second, way="once", form="csv")
    sharing.due()
    (file,) = outbox.files(grant.pk)
    copy = tmp_path / "data.sealed"
    copy.write_bytes((file.path / "data.sealed").read_bytes())
    actions.withdraw(grant=grant.pk, why="收回", by=second)
    assert not settings.KEYRING.holds(queries.key_name(grant.pk))
    assert "张伟".encode() not in copy.read_bytes()


def test_a_file_that_was_broken_off_is_written_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law 10: nothing half lies in the outbox, and nothing open where it was written."""
    grant = granted(asker(), steward(), way="daily", form="csv")

    def killed(path: Path, *_: object) -> int:
        path.write_text("张伟")
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setitem(outbox.WRITERS, "csv", killed)  # type: ignore[arg-type]
        sharing.due()
    assert outbox.files(grant.pk) == [] and not list((settings.VAR / "work").glob("outbox/*"))
    assert sharing.due() == (0, 1)
    assert sharing.due() == (0, 0)
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert sharing.due() == (0, 1)
    assert len(outbox.files(grant.pk)) == 2


def test_what_is_kept_under_an_outbreak_is_asked_for_while_one_is_in_force_there() -> None:
    by = asker()
    with pytest.raises(Unfit):
        actions.ask(asked=asked(**PURCHASES), by=by)
    with pytest.raises(Unfit):
        actions.ask(asked=asked(**PURCHASES, outbreak=7), by=by)
    made = actions.ask(asked=asked(**PURCHASES, outbreak=activated().pk), by=by)
    assert made.outbreak is not None


def test_the_end_of_an_outbreak_ends_what_was_granted_under_it() -> None:
    by, key = asker(), activated().pk
    grant = granted(by, owner(PURCHASES["dataset"]), **PURCHASES, outbreak=key)
    other = granted(by, steward(name="sun"))
    token = actions.make_key(grant=grant.pk, by=by)
    assert sharing.page(grant=grant.pk, key=token).rows == []
    outbreak.close(outbreak=key, by=officer("wang"))
    with pytest.raises(TurnedAway) as refused:
        sharing.page(grant=grant.pk, key=token)
    assert refused.value.why == "outbreak"
    assert queries.state_of(Request.objects.get(pk=other.request_id)) == "standing"


def test_the_purge_of_an_outbreak_destroys_the_files_that_were_shared_under_it() -> None:
    key = activated().pk
    grant = granted(asker(), owner(PURCHASES["dataset"]), **PURCHASES, outbreak=key, way="once", form="parquet")
    sharing.due()
    assert outbox.files(grant.pk)
    closed = outbreak.close(outbreak=key, by=officer("wang"))
    with clock.set_to(clock.now() + timedelta(days=closed.retention_days + 1)):
        purge.ask(outbreak=key, by=officer("wang"))
        certificate = purge.purge(outbreak=key, by=officer("sun"))
    assert "outbox" in certificate.scope and outbox.files(grant.pk) == []
