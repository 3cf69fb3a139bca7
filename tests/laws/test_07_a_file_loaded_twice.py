"""Law 7: a file that is loaded a second time changes nothing, whatever it is called then and whoever loads it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from tests.loading import write

from fangxian.lake import batches
from fangxian.lib import clock
from fangxian.runs import loading

pytestmark = pytest.mark.django_db
DAY = datetime(2022, 9, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> Iterator[None]:
    with clock.set_to(DAY):
        yield


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours, but for the account of the jobs themselves."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("fangxian.")]
    return {
        model.__name__: sorted(map(repr, model._base_manager.values_list()))
        for model in ours
        if model.__name__ not in ("JobRun", "JobStage")
    }


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    files = write(tmp_path / "files")
    loading.load(files, by="chen")
    before = everything()
    assert before["Person"] and before["AreaCount"]
    with clock.set_to(DAY + timedelta(days=1)):
        again = loading.load(files, by="zhao", whole=True)
    assert all(one.promotion.already for one in again)
    assert everything() == before


def test_a_file_under_another_name_is_the_batch_it_was(tmp_path: Path) -> None:
    (register,) = (path for path in write(tmp_path / "files") if path.stem == "户籍")
    loading.load([register], by="chen")
    before = everything()
    copy = register.rename(register.with_name("户籍（最新）.csv"))
    assert loading.load([copy], by="chen")[0].promotion.already
    assert everything() == before
    assert len(batches.every(settings.LAKE, "household_register")) == 1
