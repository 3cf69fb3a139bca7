"""On PostgreSQL what other rows have to carry is asked once for all rows of a statement; what is refused is the same."""

from typing import Any

from django.db import migrations

from fangxian.healthcode import triggers


def remake(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for statement in (*triggers.removal(vendor), *triggers.creation(vendor)):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("healthcode", "0002_what_the_database_refuses")]

    operations = [migrations.RunPython(remake, migrations.RunPython.noop)]
