"""The demo's follow-up, on the night after its last round: what pharmacies sent, a case's contacts by two people, and
what residents contest. Done before, each step is left alone.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from fangxian.access.queries import reader
from fangxian.access.reader import Reader
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.lib import clock
from fangxian.outbreak.queries import active, protocol_in_force
from fangxian.programme import actions as programme
from fangxian.programme import queries as programmes
from fangxian.programme.actions import Joining
from fangxian.runs import evidence
from fangxian.screening import queries as rounds
from fangxian.synth import pharmacies

#: Who traces contacts, who approves their list, who takes what residents say at the counter (demo_accounts.toml).
INVESTIGATOR, APPROVER, COUNTER = "liu.yang", "wu.zhiqiang", "li.jianguo"
#: Person class -> how many, how long ago they last met somebody, and of which grid of the counter's community.
CONTACTS = {"close_contact": (30, timedelta(days=2), 1), "contact_of_contact": (24, timedelta(days=1), 2)}
#: The class of an appeal, and what is said.
APPEALS = (
    ("tested_negative", "昨天的核酸结果是阴性，请核对。"),
    ("medical_need", "明天上午要去医院透析，已约好车。"),
    ("never_there", "那天我在外地出差，没有去过那里。"),
    ("school_or_examination", "孩子周六要参加考试，请帮忙看看怎么安排。"),
)


def follow_up(district: Path, *, at: datetime) -> None:
    """Does all of it as of a moment. Raises as what it calls."""
    outbreak = active()[0].pk
    with clock.set_to(at):
        _purchases(district, outbreak)
        _contacts(outbreak)
        _appeals()


def _purchases(district: Path, outbreak: int) -> None:
    said = json.loads((district / "district.json").read_text("utf-8"))
    out, until = district / "evidence" / "市监-四类药.csv", clock.now().astimezone(clock.LOCAL).replace(tzinfo=None)
    residents = district / said["residents"]
    if residents.suffix == ".csv":
        pharmacies.write(residents, out, seed=said["seed"], until=until.replace(minute=0, second=0))
        shell = Reader("demo", areas=("230108",), roles=("shell",), may=frozenset({evidence.VERB}))
        evidence.arrive(outbreak=outbreak, dataset="drug_purchases", path=out, sender="区市场监督管理局", by=shell)


def _contacts(outbreak: int) -> None:
    """Those who were tested in two grids of the counter's community, as if a case there had met them."""
    if programmes.rolls(outbreak).filter(person_class__in=CONTACTS).exists():
        return
    tracer, latest = reader(INVESTIGATOR), rounds.rounds(outbreak).first()
    if latest is None:
        return
    community, classes = reader(COUNTER).areas[0], protocol_in_force(outbreak).classes
    for person_class, (many, ago, grid) in CONTACTS.items():
        tested = rounds.standings(tracer, latest.pk, "tested", f"{community}{grid:03}")
        people = tested.values_list("person", flat=True)[:many]
        joining = [Joining(one, clock.now() - ago, {"investigation": 1}) for one in people]
        if not joining:
            continue
        roll = programme.propose(
            outbreak=outbreak,
            person_class=person_class,
            people=joining,
            origin=f"流调名单 · {classes[person_class].zh}",
            by=tracer,
        )
        programme.approve(roll=roll.pk, by=reader(APPROVER))


def _appeals() -> None:
    counter = reader(COUNTER)
    if codes.appeals(counter).exists() or codes.appeals(counter, waiting=False).exists():
        return
    standing = codes.restrictions(counter, counter.areas[0]).exclude(colour="")[: len(APPEALS)]
    for one, (name, text) in zip(list(standing), APPEALS, strict=False):
        healthcode.file(restriction=one.pk, name=name, text=text, by=counter)
