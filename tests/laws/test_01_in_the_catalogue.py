"""Law 1 in the catalogue: each row of a batch is in one place, as the manifest in the lake counts them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.loading import REGISTER, write

from fangxian.catalogue.models import Batch, HeldRow
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lake import batches
from fangxian.runs import loading

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A register with a row twice and a row of nobody."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(settings, "LAKE", tmp_path / "lake")
    said = REGISTER + REGISTER.splitlines()[1] + "\n" + "H3,户主,,,,,,\n"
    path = next(one for one in write(tmp_path / "files", 户籍=said) if one.stem == "户籍")
    loading.load([path], by="test")
    return Batch.objects.get()


def test_the_catalogue_counts_as_the_lake_does(loaded: Batch) -> None:
    (manifest,) = (one.manifest for one in batches.every(settings.LAKE, "household_register"))
    for name in ("rows", "accepted", "repaired", "duplicate", "held"):
        assert getattr(loaded, name) == getattr(manifest.counts, name)
    assert (loaded.rows, loaded.duplicate, loaded.held) == (5, 1, 1)
    assert loaded.rows == loaded.accepted + loaded.repaired + loaded.duplicate + loaded.held
    assert loaded.sha256 == manifest.sha256


def test_each_row_is_somebodys_or_waits_or_is_held(loaded: Batch) -> None:
    linked = set(SourceLink.objects.values_list("row", flat=True))
    waiting = set(Doubt.objects.values_list("row", flat=True))
    held = set(HeldRow.objects.filter(batch=loaded).values_list("row", flat=True))
    assert sorted([*linked, *waiting, *held]) == list(range(1, loaded.rows + 1))


def test_the_database_refuses_counts_that_do_not_add_up(loaded: Batch) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=loaded.pk).update(accepted=loaded.accepted + 1)
