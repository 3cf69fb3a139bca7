"""What no import linter sees of the tables: keys point down, people are read at the gate, every column is classed."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from fangxian.access.scope import Scoped

HOUSE = Path(__file__).parents[2] / "src" / "fangxian"
FLOORS = [
    *("boards", "healthcode", "screening", "tracing", "isolation", "programme", "fieldwork", "evidence"),
    *("sharing", "outbreak", "identity", "registry", "catalogue", "access", "ledger", "store"),
]
#: A table may have more columns than this, and why.
MOST_FIELDS = 15
WIDE = {
    "registry.Residence": "when it held, when we learnt it, who says so, and where to: none can be left out",
    "programme.Enrolment": "who, under what, since when and until when, where, on what it rests, how it ended",
    "access.Account": "five of its columns are Django's own, and stand empty",
    "sharing.Request": "law 4: who asks for whom, for what, on which basis, of whom, until when, and who will see it",
    "healthcode.Restriction": "law 3 names what each carries: evidence, rule, version, issuer, second, start, end",
}


def tables() -> list[type[models.Model]]:
    """The tables of our own rooms."""
    ours = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(HOUSE)]
    return [table for config in ours for table in config.get_models()]


def name(table: type[models.Model]) -> str:
    return f"{table._meta.app_label}.{table.__name__}"


@pytest.mark.parametrize("table", tables(), ids=name)
def test_foreign_keys_point_down_and_leave_no_name_across_rooms(table: type[models.Model]) -> None:
    for field in table._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.related_model is table:
            continue
        other = field.related_model._meta.app_label
        here = table._meta.app_label
        if other == here or other not in FLOORS:
            continue
        # An application stands above all of them.
        assert here not in FLOORS or FLOORS.index(other) > FLOORS.index(here), f"{field} points up"
        assert field.remote_field.related_name == "+", f"{field} leaves a name in another room"


@pytest.mark.parametrize("table", tables(), ids=name)
def test_a_table_is_narrow_enough_to_be_understood(table: type[models.Model]) -> None:
    assert len(table._meta.concrete_fields) <= MOST_FIELDS or name(table) in WIDE


@pytest.mark.parametrize("table", tables(), ids=name)
def test_every_column_is_classed(table: type[models.Model]) -> None:
    """`scrub`: says something of a person, and leaves no installation. `allow`: says nothing of anybody."""
    room = Path(apps.get_app_config(table._meta.app_label).path)
    classes = tomllib.loads((room / "privacy.toml").read_text("utf-8"))
    columns = {field.column for field in table._meta.concrete_fields}
    assert set(classes[table.__name__]) == columns
    assert set(classes[table.__name__].values()) <= {"scrub", "allow"}


@pytest.mark.parametrize("table", tables(), ids=name)
def test_who_lives_where_is_read_through_the_gate(table: type[models.Model]) -> None:
    """A table with a person's name or number, and the area that tells who may see it, has the manager that asks."""
    columns = {field.name for field in table._meta.concrete_fields}
    personal = "area_code" in columns and columns & {"person", "name"} and table._meta.app_label in PERSONAL_ROOMS
    if personal and not columns & {"code", "compound", "floors", "starts_at"}:
        assert isinstance(table._default_manager, Scoped) or table.__name__ in BEHIND_A_PERSON


PERSONAL_ROOMS = {
    *("registry", "boards", "evidence", "programme", "healthcode", "screening", "tracing", "isolation", "fieldwork"),
}
#: Tables that are only reached through a person who was read through the gate.
BEHIND_A_PERSON = {"PersonVersion", "Residence"}


def test_no_other_room_goes_round_the_gate() -> None:
    """`rows` reads people without asking who reads: only the room that keeps a table may."""
    rooms = {table._meta.app_label for table in tables() if isinstance(table._default_manager, Scoped)}
    found = []
    for path in HOUSE.rglob("*.py"):
        parts = path.relative_to(HOUSE).parts
        if parts[parts[0] == "apps"] in rooms:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            asked = isinstance(node, ast.Attribute) and node.attr == "rows" and isinstance(node.value, ast.Name)
            if asked and node.value.id[:1].isupper():
                found.append(f"{path.relative_to(HOUSE)}:{node.lineno}")
    assert not found, "read people with objects.seen_by(reader)"
