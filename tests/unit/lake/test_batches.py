"""A batch is there as a whole or not at all, is never written twice, and knows when it was touched."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from fangxian.lake import batches
from fangxian.lib import clock
from fangxian.lib.fault import Fault

#: Of the bytes that `published` writes as those that came.
HASH = hashlib.sha256(b"received.xlsx").hexdigest()
NAME = f"20220630-{HASH[:12]}"


def manifest(sha256: str = HASH, day: int = 30) -> batches.Manifest:
    received_at = datetime(2022, 6, day, 9, tzinfo=clock.LOCAL)
    counts = batches.Counts(rows=3, accepted=1, repaired=1, duplicate=0, held=1)
    name = batches.name_of(received_at, sha256)
    return batches.Manifest("census", name, "1.0.0", sha256, "统计局", received_at, "实有人口.xlsx", counts)


def published(lake: Path, said: batches.Manifest) -> batches.Batch:
    with batches.writing(lake, "census") as draft:
        for name in ("accepted.parquet", "held.parquet", "received.xlsx"):
            (draft.folder / name).write_text(name)
        return draft.publish(said)


def test_a_batch_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    batch = published(tmp_path, manifest())
    assert batch.manifest.batch == NAME
    assert batches.opened(tmp_path, "census", NAME) == batch
    assert batches.find(tmp_path, "census", HASH) == batch
    assert batches.find(tmp_path, "census", "f" * 64) is None
    assert batch.received.name == "received.xlsx"
    assert sorted(batch.manifest.files) == ["accepted.parquet", "held.parquet", "received.xlsx"]


def test_batches_are_listed_as_they_came(tmp_path: Path) -> None:
    later, earlier = published(tmp_path, manifest("b" * 64, 30)), published(tmp_path, manifest("a" * 64, 2))
    assert batches.every(tmp_path, "census") == [earlier, later]
    assert batches.newest(tmp_path, "census") == later
    assert batches.newest(tmp_path, "staff") is None


def test_what_has_no_manifest_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "census" / NAME).mkdir(parents=True)
    assert batches.every(tmp_path, "census") == []
    with pytest.raises(Fault, match="no such batch"):
        batches.opened(tmp_path, "census", NAME)


def test_a_draft_that_is_not_published_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), batches.writing(tmp_path, "census") as draft:
        (draft.folder / "accepted.parquet").write_text("half")
        raise RuntimeError("stop")
    assert list((tmp_path / "census").iterdir()) == []


def test_two_drafts_stand_beside_each_other_and_a_batch_is_written_once(tmp_path: Path) -> None:
    with batches.writing(tmp_path, "census") as one, batches.writing(tmp_path, "census") as other:
        assert one.folder != other.folder
        first = one.publish(manifest())
        with pytest.raises(Fault, match="not empty"):
            other.publish(manifest())
    assert batches.every(tmp_path, "census") == [first]


def test_a_file_that_was_changed_or_taken_is_named(tmp_path: Path) -> None:
    batch = published(tmp_path, manifest())
    batches.verify(batch)
    (batch.folder / "held.parquet").write_text("held.parquet.")
    with pytest.raises(Fault, match=rf"census/{NAME}/held\.parquet"):
        batches.verify(batch)
    (batch.folder / "held.parquet").unlink()
    with pytest.raises(Fault, match=r"held\.parquet"):
        batches.verify(batch)


def test_a_manifest_that_cannot_be_understood_is_said_so(tmp_path: Path) -> None:
    batch = published(tmp_path, manifest())
    path = batch.folder / "manifest.json"
    said = json.loads(path.read_text("utf-8"))
    said["counts"]["held"] = 7
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Fault, match=r"manifest\.json"):
        batches.every(tmp_path, "census")


def test_counts_that_do_not_add_up_are_no_counts() -> None:
    with pytest.raises(ValueError, match="add up"):
        batches.Counts(rows=3, accepted=1, repaired=0, duplicate=0, held=1)
