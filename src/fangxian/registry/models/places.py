"""Areas as a tree of codes down to the grid; compounds, buildings, dwellings with coordinates (WGS-84, degrees)."""

from django.db import models

from fangxian.registry.models.provenance import Sourced


class Area(Sourced):
    """A division: its code's length tells its level (6 district, 9 street or town, 12 community, 15 grid)."""

    code = models.CharField(max_length=15, primary_key=True)
    name = models.CharField(max_length=64)
    level = models.CharField(max_length=16)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    polygon = models.JSONField(null=True)  # rings of [longitude, latitude], the outer one first; or several of them
    longitude = models.FloatField(null=True)  # of a point inside
    latitude = models.FloatField(null=True)


class Compound(Sourced):
    """A residential quarter with a gate, or a village."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    area_code = models.CharField(max_length=15, db_index=True)  # its community
    address = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        indexes = (models.Index(fields=["name"], name="compound_name", opclasses=["varchar_pattern_ops"]),)


class Building(Sourced):
    """A building of a compound; `floors` and `units` lay out its grid of doors."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=64)
    area_code = models.CharField(max_length=15, db_index=True)  # its grid
    floors = models.IntegerField(default=1)
    units = models.IntegerField(default=1)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["compound", "name"], name="building_once"),)


class Dwelling(Sourced):
    """One flat, house or room."""

    code = models.CharField(max_length=32, unique=True)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="dwellings")
    area_code = models.CharField(max_length=15, db_index=True)  # its grid
    kind = models.CharField(max_length=16)  # 'flat', 'house', 'bunk'
    unit = models.CharField(max_length=8, blank=True)
    floor = models.IntegerField(null=True)
    room = models.CharField(max_length=16)
    address = models.CharField(max_length=200)
    door = models.CharField(max_length=128, db_index=True)  # the address as terms.addresses keys it
