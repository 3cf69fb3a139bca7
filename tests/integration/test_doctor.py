"""The doctor says what is wrong with an installation and how it is mended, in one sentence each."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.loading import write
from tests.outbreaks import activated

from fangxian.catalogue.models import Batch
from fangxian.cli.main import main
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.keyring import Keyring
from fangxian.registry.models import Person
from fangxian.runs import checkup, loading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One that is in order, with a register loaded."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "site-ABCDEFGH.css").write_text("")
    for name, value in {
        "VAR": tmp_path,
        "LAKE": tmp_path / "lake",
        "KEYRING": Keyring(tmp_path / "keys"),
        "STATIC_ROOT": assets,
        "FANGXIAN_DEMO": True,
    }.items():
        monkeypatch.setattr(settings, name, value)
    settings.KEYRING.create("registry")
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        loading.load([path for path in write(tmp_path / "files") if path.stem == "户籍"], by="test")
        yield tmp_path


def wrong() -> dict[str, str]:
    return {one.check: one.en for one in checkup.findings() if one.state == "wrong"}


def batch(folder: Path) -> Path:
    return next((folder / "lake" / "household_register").glob("[0-9]*"))


def test_an_installation_in_order_has_nothing_wrong() -> None:
    found = list(checkup.findings())
    assert not [one for one in found if one.state == "wrong"]
    assert {one.check for one in found} >= {"python", "keys", "room", "assets", "database", "lake", "mirror", "audit"}
    assert all(one.en and one.zh for one in found)


def test_keys_that_others_may_open_are_found(installation: Path) -> None:
    (installation / "keys" / "registry.key").chmod(0o644)
    assert "chmod" in wrong()["keys"]


@pytest.mark.parametrize("other", ["of another installation", "of nobody yet"])
def test_a_database_that_belongs_to_other_keys_is_refused_before_anything_changes(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    ring = Keyring(installation / "others")
    if other == "of another installation":
        ring.create("registry")
    monkeypatch.setattr(settings, "KEYRING", ring)
    before = sorted(path for path in installation.rglob("*") if path.is_file())
    for command in (["load", str(installation / "files" / "实有人口.csv")], ["account", "list"], ["nightly"]):
        assert main(command) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert "sealed under other keys" in said and "FANGXIAN_KEYS" in said
        assert str(installation / "others") in said
    assert sorted(path for path in installation.rglob("*") if path.is_file()) == before
    assert Person.rows.count() == 3
    assert wrong()["seals"] == said


def test_an_outbreak_s_key_that_is_of_another_database_is_refused(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"outbreaks/{activated().pk}"
    assert "seals" not in wrong()
    path = installation / "keys" / f"{name}.key"
    path.write_bytes(bytes(32))
    for command in (["load", str(installation / "files" / "实有人口.csv")], ["nightly"]):
        assert main(command) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert name in said and "another database" in said and "FANGXIAN_KEYS" in said
    assert wrong()["seals"] == said
    assert path.read_bytes() == bytes(32)


def test_a_changed_file_of_the_lake_is_named(installation: Path) -> None:
    held = batch(installation) / "held.parquet"
    held.write_bytes(held.read_bytes() + b"x")
    assert "held.parquet" in wrong()["lake"]


def test_a_batch_without_a_manifest_is_named(installation: Path) -> None:
    (installation / "lake" / "census" / "20220901-abcdefabcdef").mkdir(parents=True)
    assert "census/20220901-abcdefabcdef" in wrong()["lake"]


def test_a_batch_that_the_lake_has_lost_is_named(installation: Path) -> None:
    batch(installation).rename(installation / "gone")
    assert "backup" in wrong()["mirror"]


def test_a_batch_that_was_not_finished_is_only_a_hint() -> None:
    Batch.objects.all().delete()
    found = {one.check: one for one in checkup.findings()}
    assert found["mirror"].state == "hint" and "load its file again" in found["mirror"].en


def test_a_clock_behind_what_was_written_is_found() -> None:
    ledger.note(action="people.read", by="chen")
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC) - timedelta(days=1)):
        assert "clock" in wrong()["moments"]


def test_missing_files_of_the_site_and_a_full_disk_are_found(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next((installation / "assets").glob("*.css")).unlink()
    monkeypatch.setattr(checkup, "ROOM", 1 << 60)
    assert set(wrong()) == {"assets", "room"}


def test_the_command_says_it_and_ends_with_two(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["doctor"]) == 0
    capsys.readouterr()
    (installation / "keys" / "registry.key").chmod(0o644)
    assert main(["doctor", "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert [one["check"] for one in said if one["state"] == "wrong"] == ["keys"]
    monkeypatch.setenv("FANGXIAN_LANG", "zh")
    main(["doctor"])
    assert "密钥" in capsys.readouterr().out
