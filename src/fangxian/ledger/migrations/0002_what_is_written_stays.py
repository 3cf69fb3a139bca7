"""The database itself refuses to change or delete an audit entry. Keep this the last migration that touches its tables:
SQLite drops triggers when it makes a table anew (an example holds that they are there)."""

from typing import Any

from django.db import migrations

from fangxian.ledger import triggers


def make(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.creation(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    for statement in triggers.removal(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
