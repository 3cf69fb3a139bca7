"""Law 4: evidence exists only under an outbreak activated by two people, under its own key, and has an end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.outbreaks import activated, officer, proposed

from fangxian.access.models import Account, Appointment
from fangxian.access.two_people import NotTwoPeople
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.keyring import Keyring
from fangxian.lib.sealing import CannotOpenError, Seal
from fangxian.outbreak import actions, purge, purging, queries
from fangxian.outbreak.faults import NotAllowed, NotInForce, NotThatFar, OutbreakFault
from fangxian.outbreak.models import Certificate, Outbreak

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    monkeypatch.setattr(settings, "KEYRING", ring := Keyring(tmp_path / "keys"))
    return ring


def test_a_new_installation_keeps_no_evidence() -> None:
    """Law 16 as well: nothing is in force until two people say so."""
    assert queries.active() == []
    with pytest.raises(NotInForce):
        queries.seal(1, "evidence.result")


def test_one_person_alone_activates_nothing() -> None:
    li = officer("li")
    outbreak = proposed(li)
    with pytest.raises(NotTwoPeople):
        actions.approve(outbreak=outbreak.pk, by=li)
    assert queries.active() == []


@pytest.mark.parametrize("maker", ["zhou", "li"])
def test_two_accounts_of_one_hand_are_not_two_people(maker: str) -> None:
    outbreak = proposed(officer("li", made_by="zhou"))
    with pytest.raises(NotTwoPeople):
        actions.approve(outbreak=outbreak.pk, by=officer("wang", made_by=maker))


def test_an_administrator_is_no_second_person() -> None:
    outbreak, admin = proposed(officer("li")), officer("admin")
    Appointment.objects.create(
        account=Account.objects.get(username="admin"), role="administrator", area="230108", made_by="setup"
    )
    with pytest.raises(NotTwoPeople):
        actions.approve(outbreak=outbreak.pk, by=admin)


def test_the_database_itself_refuses_one_person_twice() -> None:
    outbreak = proposed(officer("li"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbreak.objects.filter(pk=outbreak.pk).update(state="active", approved_by="li", approved_at=clock.now())


def test_two_people_activate_and_from_then_on_there_is_a_key(keys: Keyring) -> None:
    outbreak = activated()
    assert keys.holds(queries.key_name(outbreak.pk))
    assert [one.pk for one in queries.active("230108001002")] == [outbreak.pk]
    assert queries.active("230102") == []
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "outbreak.proposed",
        "outbreak.protocol_in_force",
        "outbreak.activated",
    ]


def test_a_proposal_for_somebody_elses_area_is_refused() -> None:
    with pytest.raises(NotAllowed):
        proposed(officer("li", area="230108001"))
    with pytest.raises(NotAllowed):
        proposed(officer("wang", may=frozenset()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"disease": "bank_deposit"},
        {"legal_basis": "because"},
        {"starts_on": clock.now().date() - timedelta(days=91)},
        {"starts_on": clock.now().date() + timedelta(days=15)},
        {"retention_days": 181},
        {"retention_days": -1},
    ],
)
def test_what_the_law_does_not_bear_is_not_proposed(wrong: dict[str, object]) -> None:
    with pytest.raises(OutbreakFault):
        proposed(officer("li"), **wrong)
    assert not Outbreak.objects.exists()


def test_nothing_is_approved_twice_or_closed_before_it_is_active() -> None:
    outbreak = proposed(officer("li"))
    with pytest.raises(NotThatFar):
        actions.close(outbreak=outbreak.pk, by=officer("wang"))
    actions.approve(outbreak=outbreak.pk, by=officer("wang"))
    with pytest.raises(NotThatFar):
        actions.approve(outbreak=outbreak.pk, by=officer("chen"))


def test_a_broken_ledger_leaves_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    outbreak = proposed(officer("li"))

    def broken(**_: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("fangxian.outbreak.permission.ledger.record", broken)
    with pytest.raises(RuntimeError):
        actions.approve(outbreak=outbreak.pk, by=officer("wang"))
    assert queries.active() == []


class Kept:
    """A room that keeps two rows of evidence under an outbreak."""

    def __init__(self) -> None:
        self.rows = 2

    def destroy(self, outbreak: int) -> purging.Destroyed:
        destroyed, self.rows = purging.Destroyed(self.rows, "ab" * 32), 0
        return destroyed


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    room = Kept()
    monkeypatch.setattr(purging, "_holders", {"examples.kept": room.destroy})
    return room


def closed_and_over() -> Outbreak:
    with clock.set_to(clock.now() - timedelta(days=31)):
        outbreak = activated()
        return actions.close(outbreak=outbreak.pk, by=officer("wang"))


def test_before_the_retention_is_over_nothing_is_purged(kept: Kept, keys: Keyring) -> None:
    outbreak = actions.close(outbreak=activated().pk, by=officer("wang"))
    with pytest.raises(NotThatFar):
        purge.ask(outbreak=outbreak.pk, by=officer("wang"))
    assert kept.rows == 2 and keys.holds(queries.key_name(outbreak.pk))


def test_the_purge_destroys_rows_and_key_and_certifies_it(kept: Kept, keys: Keyring) -> None:
    outbreak = closed_and_over()
    sealed = queries.seal(outbreak.pk, "evidence.result").close("阳性")
    purge.ask(outbreak=outbreak.pk, by=officer("wang"))
    assert kept.rows == 2 and keys.holds(queries.key_name(outbreak.pk))
    certificate = purge.purge(outbreak=outbreak.pk, by=officer("sun"))
    assert (certificate.by, certificate.witness) == ("wang", "sun")
    assert kept.rows == 0 and not keys.holds(queries.key_name(outbreak.pk))
    assert certificate.scope == {"examples.kept": {"rows": 2, "digest": "ab" * 32}}
    assert certificate.digest == purge.digest(Certificate.objects.get())
    with pytest.raises(NotInForce):
        queries.seal(outbreak.pk, "evidence.result")
    # A copy of what was sealed, in whatever backup, is noise: a key of the same name opens nothing.
    with pytest.raises(CannotOpenError):
        Seal(keys.create(queries.key_name(outbreak.pk)), "evidence.result").open(sealed)


def test_a_purge_needs_a_witness(kept: Kept) -> None:
    outbreak = closed_and_over()
    with pytest.raises(NotThatFar):
        purge.purge(outbreak=outbreak.pk, by=officer("sun"))
    purge.ask(outbreak=outbreak.pk, by=officer("wang"))
    with pytest.raises(NotTwoPeople):
        purge.purge(outbreak=outbreak.pk, by=officer("wang"))
    with pytest.raises(NotAllowed):
        purge.purge(outbreak=outbreak.pk, by=officer("chen", may=frozenset()))
    assert kept.rows == 2


def test_a_purge_that_is_broken_off_is_finished_by_the_next(kept: Kept, keys: Keyring, monkeypatch) -> None:
    outbreak = closed_and_over()
    purge.ask(outbreak=outbreak.pk, by=officer("wang"))

    def crash(_: int) -> purging.Destroyed:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(purging, "_holders", {"examples.kept": crash})
        with pytest.raises(KeyboardInterrupt):
            purge.purge(outbreak=outbreak.pk, by=officer("sun"))
    assert not keys.holds(queries.key_name(outbreak.pk)) and not Certificate.objects.exists()
    first = purge.purge(outbreak=outbreak.pk, by=officer("sun"))
    assert kept.rows == 0
    assert purge.purge(outbreak=outbreak.pk, by=officer("sun")) == first
