"""The acceptance test of the architecture: walk a citizen's colour back to the line of the file that caused it, and
forward again; as it was known at any moment (law 12), and the same when it is made anew (law 8)."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.loading import write
from tests.restricting import protocol, put_in_force
from tests.screening_rounds import EVENING, activated, file, made, row

from fangxian.boards.models import PersonCard
from fangxian.healthcode import actions, queries
from fangxian.healthcode.explaining import caused_by, explain
from fangxian.healthcode.models import Colour
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import arrival, loading

pytestmark = pytest.mark.django_db


def test_back_to_the_line_and_forward_again(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.set_to(EVENING):
        loading.load(write(tmp_path / "files"), by="test")
        outbreak = activated(monkeypatch)
        put_in_force(outbreak, protocol())
        actions.rebuild()
        round = made(outbreak)
        rows = [row("张伟", "zhang", mode="单采", tube="T1"), row("李娜", "li", mode="单采", tube="T2", result="阳性")]
        batch = arrival.arrive(round=round.pk, path=file(tmp_path, "morning", rows), by="lab").batch
        person = Person.rows.get(name="李娜").pk
        said = explain(person)
        assert said.shown.state == "red"
        assert said.standing[0].evidence == ("第 1 轮 morning.csv 第 2 行",)
        assert explain(person, language="en").standing[0].evidence == ("round 1, morning.csv, row 2",)
        (forward,) = caused_by(f"row/test_results/{batch}/2")
        assert forward.person == person
        assert list(caused_by(f"row/test_results/{batch}/1")) == []
        assert explain(person, EVENING - timedelta(hours=1)).shown.state == "green"
        assert "没有任何管控措施" in explain(Person.rows.get(name="张伟").pk).sentence
        assert PersonCard.rows.get(pk=person).colour == "red"
    with clock.set_to(EVENING + timedelta(days=30)):
        assert explain(person).shown.state == "green"
        assert explain(person, EVENING).shown.state == "red", "what was known then"
        actions.expire()
        assert PersonCard.rows.get(pk=person).colour == ""
        running = list(Colour.rows.order_by("person").values_list("person", "colour", "since", "right_until"))
        actions.rebuild()
        assert running == list(Colour.rows.order_by("person").values_list("person", "colour", "since", "right_until"))
        assert queries.counts("230108") == {"held": 0, "yellow": 0, "red": 0}
