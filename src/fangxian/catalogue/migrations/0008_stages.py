"""The stages of a run."""

from django.db import migrations, models

import fangxian.lib.clock


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0007_refused"),
    ]

    operations = [
        migrations.AddField(model_name="jobrun", name="seconds", field=models.FloatField(null=True)),
        migrations.CreateModel(
            name="JobStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("began_at", models.DateTimeField(default=fangxian.lib.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("seconds", models.FloatField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("sentence", models.CharField(blank=True, max_length=300)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="stages", to="catalogue.jobrun"
                    ),
                ),
            ],
        ),
    ]
