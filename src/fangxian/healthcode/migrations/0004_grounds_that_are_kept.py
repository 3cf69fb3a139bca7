"""What rounds gave as grounds is kept, so that restrictions that were lost are laid again (law 8). What stands by them
already is taken as given when it began."""

from typing import Any

import django.db.models.deletion
import django.db.models.manager
import fangxian.lib.clock
from django.db import migrations, models


def keep(apps: Any, schema_editor: Any) -> None:
    kept = apps.get_model("healthcode", "KeptGround")
    standing = apps.get_model("healthcode", "Restriction").rows.filter(ended_at=None, source__startswith="round/")
    columns = ("outbreak_id", "person", "area_code", "source", "effect", "evidence", "rule", "version")
    rows = standing.order_by("pk").values_list(*columns, "issuer", "starts_at", "expires_at", "colour")
    kept.rows.bulk_create(
        (
            kept(**dict(zip(columns, said, strict=True)), by=by, at=at, until=None if colour else until)
            for *said, by, at, until, colour in rows.iterator(5_000)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('healthcode', '0003_asked_once_for_all_rows'),
        ('outbreak', '0002_protocols_and_areas'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptGround',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('area_code', models.CharField(max_length=15)),
                ('source', models.CharField(max_length=64)),
                ('effect', models.CharField(max_length=32)),
                ('evidence', models.JSONField(default=list)),
                ('rule', models.CharField(blank=True, max_length=64)),
                ('version', models.BigIntegerField(null=True)),
                ('by', models.CharField(max_length=64)),
                ('until', models.DateTimeField(null=True)),
                ('ended_for', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField(default=fangxian.lib.clock.now)),
                ('outbreak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outbreak.outbreak')),
            ],
            options={
                'base_manager_name': 'rows',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_for', ''), _negated=True), models.Q(('evidence', []), _negated=True), _connector='OR'), name='ground_has_evidence')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
