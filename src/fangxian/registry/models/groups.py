"""Key groups: people who need more care, or more thought, than others. Sensitive, each to its own degree."""

from django.db import models

from fangxian.access.scope import Scoped
from fangxian.registry.models.people import Person
from fangxian.registry.models.provenance import Sourced


class KeyGroupMembership(Sourced):
    """A person in a key group (groups.toml) for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="groups")
    area_code = models.CharField(max_length=15, db_index=True)
    group = models.CharField(max_length=32)
    level = models.CharField(max_length=16, blank=True)
    sensitivity = models.IntegerField()  # 1 known to the neighbours, 2 to those who care for them, 3 to their doctors
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    ended_recorded_at = models.DateTimeField(null=True)  # when we learnt of the end (law 12)

    objects = Scoped()
    rows = models.Manager()

    class Meta:
        base_manager_name = "rows"
