"""A batch that somebody refused says so, and the stop says why."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def mark(apps: Any, _: Any) -> None:
    """Batches whose last stop was refused, and that nobody brought in since."""
    batch, stop = apps.get_model("catalogue", "Batch"), apps.get_model("catalogue", "Stop")
    last = stop.objects.filter(batch=OuterRef("pk")).order_by("-asked_at", "-pk").values("state")[:1]
    refused = batch.objects.filter(state="received").annotate(last=Subquery(last)).filter(last="refused")
    batch.objects.filter(pk__in=list(refused.values_list("pk", flat=True))).update(state="refused")


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0006_stop_says_what"),
    ]

    operations = [
        migrations.AddField(
            model_name="stop",
            name="refused_for",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="batch",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("promoted", "Promoted"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="received",
                max_length=16,
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
