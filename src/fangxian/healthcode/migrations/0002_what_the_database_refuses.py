"""The database itself refuses a colour that no restriction carries (law 3). A later migration that touches these tables
takes the triggers away first and makes them again: SQLite makes tables anew (an example holds that they are there)."""

from typing import Any

from django.db import migrations

from fangxian.healthcode import triggers


def make(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.creation(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.removal(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("healthcode", "0001_restrictions")]

    operations = [migrations.RunPython(make, unmake)]
