"""What sources say of somebody and what does not stand: kept beside the person, and made anew at will (law 8)."""

from django.db import models

from fangxian.registry.models.people import Person


class Contradiction(models.Model):
    """What the latest row of a dataset says of a person's field, where another word stands. Numbers and phones lie
    sealed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contradictions")
    field = models.CharField(max_length=8)  # name, sex, born, number, phone
    dataset = models.CharField(max_length=32)
    batch = models.CharField(max_length=32)
    row = models.IntegerField()
    value = models.CharField(max_length=64, blank=True)
    value_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "field", "dataset"], name="contradicted_once"),)
        indexes = (models.Index(fields=["dataset", "field"], name="contradicted_by"),)


class Unsettled(models.Model):
    """Somebody of whom what stands, or what a source says, has changed since the two were held against each other."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
