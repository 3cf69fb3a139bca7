"""Law 3: a protocol and a risk area are changed by two different people, on record; nobody under an older version is
moved by it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.outbreaks import activated, officer

from fangxian.access.two_people import NotTwoPeople
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.keyring import Keyring
from fangxian.outbreak import actions, overlays, queries, rules
from fangxian.outbreak.faults import NotAllowed, NotThatFar, OutbreakFault, PackFault
from fangxian.outbreak.models import AreaStep, Outbreak, ProtocolVersion, RiskArea
from fangxian.outbreak.overlays import Overlay

pytestmark = pytest.mark.django_db

DEMO = overlays.shipped()["demo"]
SHORTER = Overlay("缩短", "shorter", "区指决定", {**DEMO.set, "classes.infected.phases.hospital.days": 5})
THEN = datetime(2022, 9, 10, 8, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYRING", Keyring(tmp_path / "keys"))


@pytest.fixture
def outbreak() -> Outbreak:
    return activated(pack="CN-9", overlay=DEMO)


def changed(outbreak: Outbreak, overlay: Overlay = SHORTER) -> ProtocolVersion:
    return actions.propose_protocol(outbreak=outbreak.pk, pack="CN-9", overlay=overlay, by=officer("li"))


def test_an_activation_puts_its_first_protocol_in_force(outbreak: Outbreak) -> None:
    first = queries.versions(outbreak.pk).get()
    assert (first.number, first.state, first.proposed_by, first.approved_by) == (1, "in_force", "li", "wang")
    assert first.overlay == DEMO.data(), "the overlay is recorded as one"
    assert queries.protocol(first.pk).codes_on


def test_a_pack_with_an_open_figure_that_it_needs_cannot_be_proposed() -> None:
    with pytest.raises(PackFault, match="day1_offset"):
        activated(pack="CN-9")
    assert not Outbreak.objects.exists()


def test_one_person_alone_changes_no_protocol(outbreak: Outbreak) -> None:
    version = changed(outbreak)
    with pytest.raises(NotTwoPeople):
        actions.approve_protocol(version=version.pk, by=officer("li"))
    with pytest.raises(NotTwoPeople):
        actions.approve_protocol(version=version.pk, by=officer("sun", made_by="li"))
    assert queries.protocol_in_force(outbreak.pk).classes["infected"].phases[0].days == 7


def test_whoever_has_no_part_in_it_neither_proposes_nor_approves(outbreak: Outbreak) -> None:
    with pytest.raises(NotAllowed):
        actions.propose_protocol(
            outbreak=outbreak.pk, pack="CN-9", overlay=SHORTER, by=officer("zhao", area="230108001")
        )
    version = changed(outbreak)
    with pytest.raises(NotAllowed):
        actions.approve_protocol(version=version.pk, by=officer("zhao", may=frozenset({"outbreak.propose"})))


def test_a_change_leaves_everybody_on_the_version_they_were_enrolled_with(outbreak: Outbreak) -> None:
    before = queries.version_in_force(outbreak.pk)
    assert before is not None
    actions.approve_protocol(version=changed(outbreak).pk, by=officer("wang"))
    after = queries.version_in_force(outbreak.pk)
    assert after is not None and after != before
    assert queries.protocol(before).classes["infected"].phases[0].days == 7
    assert queries.protocol(after).classes["infected"].phases[0].days == 5
    assert list(queries.versions(outbreak.pk).values_list("number", "state")) == [(2, "in_force"), (1, "superseded")]


def test_what_differs_between_two_versions_can_be_said(outbreak: Outbreak) -> None:
    changed(outbreak)
    after, before = queries.versions(outbreak.pk)
    assert [(one.path, one.before, one.after) for one in rules.differences(before.content, after.content)] == [
        ("classes.infected.phases.hospital.days", 7, 5),
        ("overlay", "demo assumption", "shorter"),
    ]


def test_a_change_that_changes_nothing_and_a_second_one_are_refused(outbreak: Outbreak) -> None:
    with pytest.raises(NotThatFar, match="in force already"):
        changed(outbreak, DEMO)
    version = changed(outbreak)
    with pytest.raises(NotThatFar, match="waits"):
        changed(outbreak, Overlay("再", "again", "r", SHORTER.set))
    actions.withdraw_protocol(version=version.pk, by=officer("li"))
    with pytest.raises(NotThatFar):
        actions.approve_protocol(version=version.pk, by=officer("wang"))


def test_every_step_stands_in_the_ledger(outbreak: Outbreak) -> None:
    actions.withdraw_protocol(version=changed(outbreak).pk, by=officer("li"))
    actions.approve_protocol(version=changed(outbreak).pk, by=officer("wang"))
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True))[3:] == [
        "outbreak.protocol_proposed",
        "outbreak.protocol_withdrawn",
        "outbreak.protocol_proposed",
        "outbreak.protocol_in_force",
    ]


def test_two_outbreaks_have_their_own_protocols(outbreak: Outbreak) -> None:
    other = activated(disease="measles")
    assert queries.protocol_in_force(outbreak.pk).pack == "CN-9"
    assert queries.protocol_in_force(other.pk).pack == "CN-BB"


def test_the_database_itself_refuses_one_person_twice(outbreak: Outbreak) -> None:
    version = changed(outbreak)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(approved_by="li")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(state="in_force", in_force_from=THEN)
    step = designated(outbreak).steps.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaStep.objects.filter(pk=step.pk).update(approved_by="li", approved_at=THEN)


def test_an_event_that_cannot_be_written_leaves_the_protocol_as_it_was(
    outbreak: Outbreak, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = changed(outbreak)

    def broken(**_: object) -> int:
        raise RuntimeError

    monkeypatch.setattr("fangxian.ledger.actions.record", broken)
    with pytest.raises(RuntimeError):
        actions.approve_protocol(version=version.pk, by=officer("wang"))
    assert list(queries.versions(outbreak.pk).values_list("number", "state")) == [(2, "proposed"), (1, "in_force")]


def designated(outbreak: Outbreak, *, level: str = "high", since: datetime = THEN) -> RiskArea:
    return actions.designate(
        outbreak=outbreak.pk, level=level, area_code="230108001002", name="友协家园 3 栋", since=since, why="病例住处",
        by=officer("li"),
    )  # fmt: skip


def in_force(outbreak: Outbreak) -> RiskArea:
    area = designated(outbreak)
    actions.approve_step(step=area.steps.get().pk, by=officer("wang"))
    return actions.publish(area=area.pk, by=officer("wang"))


def test_one_person_alone_designates_no_area(outbreak: Outbreak) -> None:
    area = designated(outbreak)
    with pytest.raises(NotTwoPeople):
        actions.approve_step(step=area.steps.get().pk, by=officer("li"))
    with pytest.raises(NotThatFar):
        actions.publish(area=area.pk, by=officer("wang"))
    assert queries.levels_at("230108001002001", THEN) == []


def test_an_area_steps_down_after_the_days_of_the_pack_and_then_sooner(outbreak: Outbreak) -> None:
    """Ninth edition: seven days to medium, then three to low."""
    with clock.set_to(THEN):
        area = in_force(outbreak)
    assert area.state == "active" and area.earliest_release == THEN + timedelta(days=7)
    assert [one.level for one in queries.levels_at("230108001002001", THEN)] == ["high"]
    assert actions.mark_due(THEN + timedelta(days=7, hours=-1)) == (0, 0)
    with clock.set_to(THEN + timedelta(days=7)):
        assert actions.mark_due() == (0, 1)
        assert actions.mark_due() == (0, 0), "once"
        step = actions.propose_step(area=area.pk, act="lower", why="七天无新增", by=officer("li"))
        actions.approve_step(step=step.pk, by=officer("wang"))
        lower = queries.risk_areas(outbreak.pk)[0]
    assert (lower.level, lower.state, lower.came_from_id) == ("medium", "active", area.pk)
    assert lower.earliest_release == THEN + timedelta(days=10)
    assert [one.level for one in queries.levels_at("230108001002", THEN + timedelta(days=8))] == ["medium"]
    assert [one.level for one in queries.levels_at("230108001002", THEN + timedelta(days=6))] == ["high"]


def test_a_new_case_starts_the_days_anew_by_two_people_and_counts_once(outbreak: Outbreak) -> None:
    with clock.set_to(THEN):
        area = in_force(outbreak)
    actions.mark_due(THEN + timedelta(days=7))
    found = THEN + timedelta(days=7, hours=2)
    with clock.set_to(found):
        step = actions.propose_step(area=area.pk, act="reset", why="新增病例 1 例", at=found, by=officer("li"))
        area.refresh_from_db()
        assert area.resets == [] and area.state == "step_down_due", "asked for is not done"
        with pytest.raises(NotTwoPeople):
            actions.approve_step(step=step.pk, by=officer("li"))
        area = actions.approve_step(step=step.pk, by=officer("wang"))
        with pytest.raises(NotThatFar):
            actions.approve_step(step=step.pk, by=officer("wang"))
    assert (area.state, area.earliest_release, len(area.resets)) == ("active", found + timedelta(days=7), 1)


def test_an_area_that_is_due_may_be_extended_with_a_reason(outbreak: Outbreak) -> None:
    with clock.set_to(THEN):
        area = in_force(outbreak)
    due = THEN + timedelta(days=7)
    with clock.set_to(due):
        with pytest.raises(NotThatFar):
            actions.propose_step(area=area.pk, act="extend", why="r", at=due + timedelta(days=2), by=officer("li"))
        actions.mark_due()
        with pytest.raises(OutbreakFault, match="Say why"):
            actions.propose_step(area=area.pk, act="extend", why=" ", at=due + timedelta(days=2), by=officer("li"))
        with pytest.raises(OutbreakFault, match="until when"):
            actions.propose_step(area=area.pk, act="extend", why="r", at=due, by=officer("li"))
        step = actions.propose_step(area=area.pk, act="extend", why="r", at=due + timedelta(days=2), by=officer("li"))
        assert actions.approve_step(step=step.pk, by=officer("wang")).state == "extended"
    assert actions.mark_due(due + timedelta(days=1)) == (0, 0)
    assert actions.mark_due(due + timedelta(days=2)) == (0, 1)


def test_what_is_published_for_later_holds_from_then(outbreak: Outbreak) -> None:
    with clock.set_to(THEN - timedelta(days=1)):
        assert in_force(outbreak).state == "published"
    assert queries.levels_at("230108001002", THEN - timedelta(hours=1)) == []
    assert actions.mark_due(THEN) == (1, 0)
    assert [one.state for one in queries.levels_at("230108001002", THEN)] == ["active"]


def test_a_step_that_is_taken_back_leaves_the_area_or_no_area(outbreak: Outbreak) -> None:
    area = designated(outbreak)
    actions.withdraw_step(step=area.steps.get().pk, by=officer("li"))
    assert not RiskArea.objects.exists()
    with clock.set_to(THEN):
        area = in_force(outbreak)
    step = actions.propose_step(area=area.pk, act="close", why="误划", by=officer("li"))
    with pytest.raises(NotThatFar, match="waits"):
        actions.propose_step(area=area.pk, act="close", why="误划", by=officer("li"))
    actions.withdraw_step(step=step.pk, by=officer("li"))
    assert RiskArea.objects.get().state == "active"


def test_a_level_or_an_area_that_the_protocol_has_not_is_refused(outbreak: Outbreak) -> None:
    with pytest.raises(OutbreakFault, match="no areas of this level"):
        designated(outbreak, level="lockdown")
    with pytest.raises(NotAllowed):
        actions.designate(
            outbreak=outbreak.pk, level="high", area_code="230102001", name="", since=THEN, why="r", by=officer("li")
        )


def test_the_end_of_an_outbreak_is_the_end_of_its_areas(outbreak: Outbreak) -> None:
    with clock.set_to(THEN):
        in_force(outbreak)
        designated(outbreak)
        actions.close(outbreak=outbreak.pk, by=officer("li"))
    assert [one.state for one in queries.risk_areas()] == ["closed"]
    assert queries.levels_at("230108001002", THEN + timedelta(minutes=1)) == []
    assert queries.version_in_force(outbreak.pk) is None
